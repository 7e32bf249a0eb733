package dev.echowall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.Relay;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programs with Centrifugal's SDKs that docs/clients.md shows, with a backend that gives them tokens. */
class DocumentedSdksIT {
    private static final String HELLO = "{\"text\":\"hello\"}";
    private static final String SUBSCRIBED = "subscribed";
    private static final String SUBSCRIBED_AGAIN = "subscribed again, nothing missed";
    private static final String NOT_LOGGED_IN = "closed 1 unauthorized";

    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    private static SdkBackend backend;
    private static TestNode node;

    @BeforeAll
    static void start() {
        backend = SdkBackend.start();
        node = TestNode.start("""
                server: { allowed-origins: [ "%s" ] }
                auth: { hmac-secret: "%s" }
                channels: { chat: { publish: users, history-size: 100 } }
                """.formatted(backend.url(""), Tokens.SECRET));
    }

    @AfterAll
    static void stop() {
        backend.close();
        node.close();
    }

    private static String url(int port) {
        return "ws://127.0.0.1:" + port + "/connection/websocket";
    }

    private static void publish(String channel, String text) {
        JsonObject command = new JsonObject().put("channel", channel).put("data", new JsonObject().put("text", text));
        TestHttpClient management = new TestHttpClient(node.management());
        assertThat(management
                        .post("/api/publish", "application/json", command.encode())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void a_program_hears_itself_and_others_and_nothing_is_missing_after_the_connection_broke(
            DocumentedSdkClient program) {
        String channel = "chat:snippet-" + program;
        try (Relay relay = Relay.to(node.port());
                ClientProcess client = program.start(url(relay.port()), backend.url("/token"), channel, HELLO)) {
            talk(channel, relay, client::lines);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_program_whose_user_is_not_logged_in_gives_up(DocumentedSdkClient program) {
        try (ClientProcess client = program.start(url(node.port()), backend.url("/refused"), "chat:nobody")) {
            assertThat(client.output()).containsExactly(NOT_LOGGED_IN);
        }
    }

    @Test
    void so_does_a_page_in_a_browser() {
        String channel = "chat:snippet-browser";
        try (Relay relay = Relay.to(node.port())) {
            Tab tab = page();
            tab.eval("void (window.subscription = listen('%s', '/token', '%s', line => lines.push(line)))"
                    .formatted(url(relay.port()), channel));
            tab.eval("subscription.publish(%s).then(() => 1)".formatted(HELLO));
            talk(channel, relay, () -> lines(tab));
        }
    }

    @Test
    void a_page_whose_user_is_not_logged_in_gives_up() {
        Tab tab = page();
        tab.eval("void listen('%s', '/refused', 'chat:nobody', line => lines.push(line))".formatted(url(node.port())));

        tab.until("closed", "lines.length > 0");
        assertThat(lines(tab)).containsExactly(NOT_LOGGED_IN);
    }

    private static Tab page() {
        Tab tab = chromium.visitor().tab(backend.page("centrifuge.js"));
        tab.eval("void (window.lines = [])");
        return tab;
    }

    private static List<String> lines(Tab tab) {
        return new JsonObject("{\"lines\":" + tab.eval("lines") + "}")
                .getJsonArray("lines").stream().map(String::valueOf).toList();
    }

    /** From the client's own hello on. */
    private static void talk(String channel, Relay relay, Supplier<List<String>> printed) {
        await("it has heard itself", printed, 2);
        publish(channel, "from the backend");
        await("it has heard the backend", printed, 3);
        relay.cut();
        publish(channel, "while it was away");
        await("it has heard what was published meanwhile", printed, 5);

        List<String> lines = printed.get();
        assertThat(lines.get(0)).isEqualTo(SUBSCRIBED);
        assertPublication(lines.get(1), 1, "hello");
        assertPublication(lines.get(2), 2, "from the backend");
        assertThat(lines.get(3)).isEqualTo(SUBSCRIBED_AGAIN);
        assertPublication(lines.get(4), 3, "while it was away");
    }

    private static void await(String what, Supplier<List<String>> printed, int lines) {
        try {
            TimeLimits.until(what, () -> printed.get().size() >= lines);
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + "; printed " + printed.get(), late);
        }
    }

    private static void assertPublication(String line, int offset, String text) {
        assertThat(line).startsWith(offset + " ");
        assertThat(new JsonObject(line.substring(line.indexOf(' ')))).isEqualTo(new JsonObject().put("text", text));
    }
}
