package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The back end of docs/hooks.md is a file, and does what the document says. */
class HooksDocIT {
    private static final String FILE = "examples/hooks/backend.py";

    @Test
    void the_back_end_is_shown_as_it_is() {
        assertThat(Excerpt.shownIn("docs/hooks.md")).containsOnlyKeys(FILE).containsEntry(FILE, Excerpt.text(FILE));
    }

    @Test
    void it_knows_its_users_lets_them_into_one_room_and_keeps_their_language_clean() throws IOException {
        Process backend = new ProcessBuilder(RequiredTool.program("python3").toString(), FILE, "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(backend.getInputStream(), StandardCharsets.UTF_8))) {
            String url = "http://127.0.0.1:" + out.readLine();
            try (TestNode node = TestNode.start("""
                    auth: { connect-url: "%1$s/connect", anonymous: false }
                    hooks: { rpc-url: "%1$s/rpc", timeout: 4s }
                    channels: { chat: { subscribe-url: "%1$s/subscribe", publish-url: "%1$s/publish" } }
                    """.formatted(url))) {
                talk(node);
            }
        } finally {
            backend.destroyForcibly();
        }
    }

    private static void talk(TestNode node) {
        try (CentrifugalClient stranger = CentrifugalClient.open(node.port())) {
            stranger.say("{\"id\":1,\"connect\":{}}");
            assertThat(stranger.closed().code()).isEqualTo(4501);
        }
        try (RawClient alice = RawClient.connect(node.port())) {
            alice.send(RawClient.handshake(node.port(), "/connection/websocket", "Cookie: session=a-session\r\n"));
            assertThat(alice.answer(true).status()).isEqualTo(101);
            assertThat(ask(alice, "{\"id\":1,\"connect\":{}}").containsKey("connect"))
                    .isTrue();
            assertThat(ask(alice, "{\"id\":2,\"subscribe\":{\"channel\":\"chat:attic\"}}")
                            .getJsonObject("error")
                            .getString("message"))
                    .isEqualTo("you are not in this room");
            assertThat(ask(alice, "{\"id\":3,\"rpc\":{\"method\":\"hello\"}}").getJsonObject("rpc"))
                    .isEqualTo(new JsonObject("{\"data\":{\"hello\":\"alice\"}}"));
            assertThat(ask(alice, "{\"id\":6,\"publish\":{\"channel\":\"chat:lobby\",\"data\":7}}")
                            .getJsonObject("error")
                            .getInteger("code"))
                    .isEqualTo(400);
            ask(alice, "{\"id\":4,\"subscribe\":{\"channel\":\"chat:lobby\"}}");
            alice.text("{\"id\":5,\"publish\":{\"channel\":\"chat:lobby\",\"data\":{\"text\":\"well, damn\"}}}");
            String heard = alice.frame().text() + alice.frame().text(); // the publication and the reply, in any order
            assertThat(heard).contains("\"text\": \"well, ****\"").contains("\"user\":\"alice\"");
        }
    }

    private static JsonObject ask(RawClient client, String command) {
        client.text(command);
        return new JsonObject(client.frame().text());
    }
}
