package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of somebody else can do, from a browser on this machine, to a management port without a key: nothing. */
class ForeignPageBrowserIT {
    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    /** Everything that a page may try; resolves to what it could read. */
    private static final String ATTACK = """
            async function attack(base) {
              const body = '{"channel":"echo","data":"forged"}';
              const read = [];
              const attempt = async (path, how) => {
                try { read.push(await (await fetch(base + path, how)).text()); } catch (refused) { }
              };
              for (const path of ['/api/info', '/metrics', '/health/ready']) {
                await attempt(path);
                await attempt(path, {mode: 'no-cors'});
                await new Promise(done => {
                  const img = new Image(); img.onload = img.onerror = done; img.src = base + path;
                });
              }
              for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded'])
                for (const mode of ['cors', 'no-cors'])
                  await attempt('/api/publish', {method: 'POST', mode, body, headers: {'Content-Type': type}});
              navigator.sendBeacon(base + '/api/publish', body);
              const frame = document.createElement('iframe');
              frame.name = 'sink';
              document.body.append(frame);
              const form = document.createElement('form');
              form.method = 'post'; form.enctype = 'text/plain'; form.target = 'sink';
              form.action = base + '/api/publish';
              const input = document.createElement('input');
              input.name = '{"channel":"echo","data":"forged","x":"'; input.value = '"}';
              form.append(input);
              document.body.append(form);
              const sent = new Promise(done => frame.onload = done);
              form.submit();
              await Promise.race([sent, new Promise(done => setTimeout(done, 3000))]);
              return read.join('');
            }
            """;

    private static TestNode node;
    private static HttpServer foreign;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start("");
        foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = ("<!doctype html><body><script>" + ATTACK + "</script>").getBytes(StandardCharsets.UTF_8);
        foreign.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            if (exchange.getRequestURI().getPath().equals("/sandboxed")) {
                exchange.getResponseHeaders().set("Content-Security-Policy", "sandbox allow-scripts allow-forms");
            }
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        foreign.start();
    }

    @AfterAll
    static void stop() {
        foreign.stop(0);
        node.close();
    }

    /* Of another port, another name, and of no origin at all ("null"). */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1 /", "localhost /", "evil.test /", "evil.test /sandboxed"})
    void a_foreign_page_publishes_nothing_and_reads_nothing(String where) {
        String[] parts = where.split(" ", 2);
        double before = refusals("origin_not_allowed");
        Tab tab = chromium.visitor()
                .tab("http://" + parts[0] + ":" + foreign.getAddress().getPort() + parts[1]);

        String read =
                tab.eval("attack('http://127.0.0.1:" + node.management() + "')").asText();

        assertThat(read).isEmpty();
        assertThat(kept()).doesNotContain("forged");
        assertThat(refusals("origin_not_allowed") - before)
                .as("what came through to us")
                .isGreaterThan(8);
    }

    @Test
    void a_page_whose_name_was_made_to_lead_here_publishes_nothing_and_reads_nothing() {
        double before = refusals("host_not_allowed");
        Tab tab = chromium.visitor().tab("http://evil.test:" + node.management() + "/health/live");

        String read = tab.eval("(async () => { " + ATTACK + " return await attack(''); })()")
                .asText();

        assertThat(read).contains("host_not_allowed").doesNotContain("tested", "echowall_", "\"nodes\"", "\"result\"");
        assertThat(kept()).doesNotContain("forged");
        assertThat(refusals("host_not_allowed") - before).isGreaterThan(8);
    }

    private static String kept() {
        return RawClient.ask(node.port(), "GET /poll/echo?after=:0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
    }

    private static double refusals(String name) {
        return RawClient.ask(node.management(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text()
                .lines()
                .filter(line -> line.startsWith("echowall_refusals_total{error=\"" + name + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }
}
