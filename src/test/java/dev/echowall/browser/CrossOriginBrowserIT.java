package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.Relay;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another origin in a real browser: one that is allowed can do all that our own can, any other one nothing. */
class CrossOriginBrowserIT {
    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    /** Tries all there is; resolves to what it could read. */
    private static final String ATTACK = """
            async function attack(base, channel) {
              const read = [];
              const attempt = async (path, how) => {
                try { read.push(await (await fetch(base + path + channel, how)).text()); } catch (refused) { }
              };
              for (const mode of ['cors', 'no-cors'])
                for (const credentials of ['include', 'omit']) {
                  await attempt('/poll/', {mode, credentials});
                  await attempt('/publish/', {method: 'POST', mode, credentials, body: 'forged'});
                  await attempt('/publish/', {method: 'POST', mode, credentials, body: '"forged"',
                    headers: {'Content-Type': 'application/json', 'Idempotency-Key': 'k'}});
                }
              navigator.sendBeacon(base + '/publish/' + channel, 'forged');
              const frame = document.createElement('iframe');
              frame.name = 'sink';
              document.body.append(frame);
              const form = document.createElement('form');
              form.method = 'post'; form.enctype = 'text/plain'; form.target = 'sink';
              form.action = base + '/publish/' + channel;
              const input = document.createElement('input');
              input.name = 'forged'; input.value = 'x';
              form.append(input);
              document.body.append(form);
              const sent = new Promise(done => frame.onload = done);
              form.submit();
              await Promise.race([sent, new Promise(done => setTimeout(done, 3000))]);
              const ended = what => new Promise(done => {
                what.onmessage = event => { read.push(event.data); done(); };
                what.onopen = () => { read.push('open'); done(); };
                what.onerror = done; what.onclose = done;
              });
              await ended(new EventSource(base + '/sse/' + channel + '?after=:0'));
              const socket = new WebSocket(base.replace('http', 'ws') + '/ws/' + channel + '?after=:0');
              await ended(socket);
              return read.join('');
            }
            """;

    private static HttpServer pages;
    private static TestNode node;
    private String channel;

    @BeforeAll
    static void start() throws IOException {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = ("<!doctype html><title>elsewhere</title><body><script>" + ATTACK + "</script>")
                .getBytes(StandardCharsets.UTF_8);
        pages.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            if (exchange.getRequestURI().getPath().equals("/sandboxed")) {
                exchange.getResponseHeaders().set("Content-Security-Policy", "sandbox allow-scripts allow-forms");
            }
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        String port = ":" + pages.getAddress().getPort();
        node = TestNode.start(
                "server: { allowed-origins: [ \"http://127.0.0.1" + port + "\" ] }\nlimits: { message-bytes: 100 }");
    }

    @AfterAll
    static void stop() {
        pages.stop(0);
        node.close();
    }

    @BeforeEach
    void fresh() {
        channel = "echo:" + UUID.randomUUID();
    }

    private Tab friend() {
        Tab tab = page("127.0.0.1", "/");
        tab.eval("window.base = 'http://127.0.0.1:" + node.port() + "'; window.channel = '" + channel + "'; 1");
        return tab;
    }

    private static Tab page(String host, String path) {
        return chromium.visitor()
                .tab("http://" + host + ":" + pages.getAddress().getPort() + path);
    }

    private String kept() {
        return RawClient.ask(node.port(), "GET /poll/" + channel + "?after=:0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
    }

    private int count() {
        return kept().split("\"offset\":", -1).length - 2;
    }

    @Test
    void it_publishes_with_a_key_once_however_often_and_reads_the_answer() {
        Tab tab = friend();
        String publish = """
                (async () => {
                  const how = {method: 'POST', credentials: 'include', body: '{"a":1}',
                    headers: {'Content-Type': 'application/json', 'Idempotency-Key': 'k7'}};
                  const first = await (await fetch(base + '/publish/' + channel, how)).json();
                  const again = await (await fetch(base + '/publish/' + channel, how)).json();
                  return [first.result.offset, again.result.offset];
                })()""";
        assertThat(tab.eval(publish).toString()).isEqualTo("[1,1]");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void it_reads_refusals_too() {
        JsonNode read = friend().eval("""
                (async () => {
                  const read = [];
                  for (const [path, how] of [
                      ['/publish/time', {method: 'POST', body: 'x'}],
                      ['/publish/' + channel, {method: 'POST', body: 'x'.repeat(101)}],
                      ['/poll/a%20b', {}]]) {
                    const answer = await fetch(base + path, how);
                    read.push(answer.status + (await answer.json()).error.name);
                  }
                  return read;
                })()""");
        assertThat(read.toString()).isEqualTo("[\"403permission_denied\",\"413too_big\",\"400bad_request\"]");
    }

    @Test
    void it_polls_and_an_answer_that_is_the_same_is_not_sent_again() {
        JsonNode read = friend().eval("""
                (async () => {
                  const ask = (tag) => fetch(base + '/poll/' + channel + '?after=:0',
                    {cache: 'no-store', credentials: 'include', headers: tag ? {'If-None-Match': tag} : {}});
                  await fetch(base + '/publish/' + channel, {method: 'POST', body: 'one'});
                  const first = await ask();
                  const tag = first.headers.get('ETag');
                  const page = await first.json();
                  const same = await ask(tag);
                  return [page.publications.length, Boolean(tag), same.status];
                })()""");
        assertThat(read.toString()).isEqualTo("[1,true,304]");
    }

    @Test
    void its_event_source_hears_and_goes_on_by_itself_after_the_connection_broke() {
        try (Relay relay = Relay.to(node.port())) {
            Tab tab = friend();
            tab.eval("base = 'http://127.0.0.1:" + relay.port() + "'");
            tab.eval("""
                    window.heard = [];
                    window.source = new EventSource(base + '/sse/' + channel, {withCredentials: true});
                    source.onmessage = event => heard.push(event.data + '@' + event.lastEventId.split(':')[1]); 1""");
            tab.until("it is open", "source.readyState === 1");
            say("one");
            tab.until("it has heard", "heard.length === 1");
            relay.cut();
            say("two");
            tab.until("it has heard what was said meanwhile", "heard.length === 2");
            assertThat(tab.eval("heard").toString()).isEqualTo("[\"one@1\",\"two@2\"]");
        }
    }

    private void say(String text) {
        String request = "POST /publish/" + channel + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + text.length()
                + "\r\n\r\n" + text;
        assertThat(RawClient.ask(node.port(), request).status()).isEqualTo(200);
    }

    @Test
    void its_socket_talks_and_is_answered() {
        Tab tab = friend();
        tab.eval("""
                window.told = [];
                window.socket = new WebSocket(base.replace('http', 'ws') + '/ws/' + channel + '?format=json&ack=true');
                socket.onmessage = event => told.push(JSON.parse(event.data));
                socket.onopen = () => socket.send('{"id":"7","data":"hello"}'); 1""");
        tab.until("acknowledged", "told.some(each => each.ack && each.ack.id === '7' && each.ack.offset === 1)");
        tab.until("heard", "told.some(each => each.data === 'hello')");
    }

    /* Of another name, of another port's page by another name, and of no origin at all ("null"). */
    @ParameterizedTest
    @ValueSource(strings = {"localhost /", "evil.test /", "127.0.0.1 /sandboxed"})
    void any_other_page_reads_nothing_and_publishes_nothing(String where) {
        say("secret");
        String[] parts = where.split(" ", 2);
        String read = page(parts[0], parts[1])
                .eval("attack('http://127.0.0.1:" + node.port() + "', '" + channel + "')")
                .asText();
        assertThat(read).isEmpty();
        assertThat(kept()).doesNotContain("forged");
        assertThat(count()).isEqualTo(1);
    }
}
