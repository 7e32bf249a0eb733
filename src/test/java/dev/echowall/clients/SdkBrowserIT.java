package dev.echowall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.Relay;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.Tokens;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** npm's centrifuge where it is used most: in the page of another site, in Chromium. */
class SdkBrowserIT {
    private static final int MISSED = 1_000;

    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    /** The file of the SDK, and how what it takes and gives becomes data. */
    enum Build {
        JSON("centrifuge.js", "window.encode = data => data, window.decode = data => data"),
        PROTOBUF("centrifuge.protobuf.js", """
                window.encode = data => new TextEncoder().encode(JSON.stringify(data)),
                window.decode = data => JSON.parse(new TextDecoder().decode(data))""");

        final String script;
        final String codec;

        Build(String script, String codec) {
            this.script = script;
            this.codec = codec;
        }
    }

    private static SdkBackend backend;
    private static TestNode node;

    @BeforeAll
    static void start() {
        backend = SdkBackend.start();
        node = TestNode.start("""
                server: { allowed-origins: [ "%s" ] }
                auth: { hmac-secret: "%s" }
                channels: { chat: { publish: anyone, subscribe: users, history-size: 2000 } }
                """.formatted(backend.url(""), Tokens.SECRET));
    }

    @AfterAll
    static void stop() {
        backend.close();
        node.close();
    }

    /** A page that is connected through that port, with a subscription; {@code heard} and {@code told} are what it was told. */
    private static Tab subscribed(Build build, int port, String channel) {
        Tab tab = chromium.visitor().tab(backend.page(build.script));
        tab.eval("void (%s)".formatted(build.codec));
        tab.eval("""
                window.heard = [];
                window.told = [];
                window.client = new Centrifuge('ws://127.0.0.1:%d/connection/websocket',
                  {getToken: async () => (await fetch('/token')).text()});
                client.on('connected', () => told.push('connected'));
                client.on('connecting', ({code}) => told.push('connecting ' + code));
                client.on('disconnected', ({code}) => told.push('disconnected ' + code));
                window.subscription = client.newSubscription('%s');
                subscription.on('publication', ({data, offset}) => heard.push([offset, decode(data)]));
                subscription.on('subscribed', ({wasRecovering, recovered}) => told.push([wasRecovering, recovered]));
                subscription.subscribe();
                client.connect();
                1""".formatted(port, channel));
        tab.until("subscribed", "subscription.state === 'subscribed'");
        return tab;
    }

    private static void say(String channel, int from, int count) {
        try (RawClient speaker = RawClient.connect(node.port())) {
            for (int i = from; i < from + count; i++) {
                String text = String.valueOf(i);
                speaker.send("POST /publish/" + channel + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
                assertThat(speaker.answer(false).status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_page_publishes_hears_itself_and_reads_the_history(Build build) {
        String channel = "chat:page-" + build;
        Tab tab = subscribed(build, node.port(), channel);
        tab.eval("(async () => { for (const text of ['one', '二', 'three'])"
                + " await subscription.publish(encode({text})); })()");

        tab.until("heard", "heard.length === 3");
        assertThat(tab.eval("heard").toString())
                .isEqualTo("[[1,{\"text\":\"one\"}],[2,{\"text\":\"二\"}],[3,{\"text\":\"three\"}]]");
        JsonNode history = tab.eval("subscription.history({limit: 2, reverse: true}).then(({publications, offset}) =>"
                + " [publications.map(each => decode(each.data).text), offset])");
        assertThat(history.toString()).isEqualTo("[[\"three\",\"二\"],3]");
        assertThat(tab.eval("told").toString()).isEqualTo("[\"connecting 0\",\"connected\",[false,false]]");
        assertThat(tab.complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_missing_after_the_connection_broke(Build build) {
        String channel = "chat:broken-" + build;
        try (Relay relay = Relay.to(node.port())) {
            Tab tab = subscribed(build, relay.port(), channel);
            say(channel, 1, 1);
            tab.until("heard", "heard.length === 1");
            // Otherwise it could be back before everything that it is to miss was said.
            relay.pause();
            relay.cut();
            say(channel, 2, MISSED);
            relay.resume();
            tab.until("heard what it missed", "heard.length >= " + (MISSED + 1));
            say(channel, MISSED + 2, 1);
            tab.until("heard what was said since", "heard.length >= " + (MISSED + 2));

            assertThat(tab.eval("heard"))
                    .extracting(each -> each.get(1).asInt())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, MISSED + 2).boxed().toList());
            assertThat(tab.eval("told.at(-1)").toString()).isEqualTo("[true,true]");
        }
    }

    @Test
    void a_page_of_a_site_that_is_not_listed_is_not_let_in() {
        Tab tab = chromium.visitor().tab(backend.page("centrifuge.js").replace("127.0.0.1", "localhost"));
        tab.eval("""
                window.told = [];
                window.client = new Centrifuge('ws://127.0.0.1:%d/connection/websocket', {minReconnectDelay: 10});
                client.on('connected', () => told.push('connected'));
                client.on('error', ({error}) => told.push(error.message));
                client.connect();
                1""".formatted(node.port()));

        tab.until("tried twice", "told.length >= 2");
        assertThat(tab.eval("[...new Set(told)]").toString()).isEqualTo("[\"transport closed\"]");
    }
}
