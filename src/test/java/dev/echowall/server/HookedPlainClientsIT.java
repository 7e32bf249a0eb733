package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.EventStreamClient;
import dev.echowall.testing.HookServer.Question;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import org.junit.jupiter.api.Test;

/** Plain clients of an instance whose application decides. */
class HookedPlainClientsIT extends HookedInstance {
    private static Answer ask(String line, String headers, String body) {
        return RawClient.ask(
                node.port(),
                line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    @Test
    void plain_clients_are_asked_about_as_well() {
        Answer who = ask("GET /whoami?channel=" + channel, "Cookie: user=alice\r\n", "");
        assertThat(who.text())
                .contains("\"user\":\"alice\"", "channels.chat.subscribe-url", "channels.chat.publish-url");

        assertThat(ask("POST /publish/" + channel, "Cookie: user=alice\r\n", "hello")
                        .status())
                .isEqualTo(200);
        Question published = application.last("/publish");
        assertThat(published.body().getString("data")).isEqualTo("hello");
        assertThat(published.body().getString("user")).isEqualTo("alice");
        assertThat(published.body().getString("transport")).isEqualTo("http");
        assertThat(published.body().getString("protocol")).isEqualTo("plain");

        assertThat(ask("GET /poll/" + channel + "?after=:0", "", "").text()).contains("hello");
        try (EventStreamClient events = EventStreamClient.open(node.port(), "/sse/" + channel)) {
            assertThat(events.status()).isEqualTo(200);
            assertThat(application.last("/subscribe").body().getString("transport"))
                    .isEqualTo("sse");
        }
    }

    @Test
    void a_plain_websocket_waits_for_the_application_and_then_says_and_hears() {
        try (TestWebSocketClient socket =
                TestWebSocketClient.connect("ws://127.0.0.1:" + node.port() + "/ws/" + channel + "?format=json")) {
            socket.say("one");
            socket.await(
                    "its own message",
                    all -> all.stream().anyMatch(each -> each.string().contains("\"one\"")));
        }
    }

    @Test
    void what_the_application_says_against_a_plain_client_is_a_refusal() {
        application.answers("/subscribe", "{\"error\":{\"code\":1403,\"message\":\"members only\"}}");
        try {
            Answer refused = ask("GET /poll/" + channel, "", "");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text())
                    .isEqualTo("{\"error\":{\"code\":1403,\"name\":\"refused_by_hook\",\"message\":\"members only\"}}");

            application.answers("/subscribe", "{\"disconnect\":{\"code\":4500,\"reason\":\"banned\"}}");
            refused = ask("GET /sse/" + channel, "", "");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text()).contains("4500", "banned");
        } finally {
            application.answers("/subscribe", HookedInstance::say);
        }
        Answer down = ask("POST /publish/down", "", "hello");
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.text()).contains("hook_unavailable", "(channels.down.publish-url)");
        assertThat(down.header("retry-after")).isNotEmpty();
    }

    @Test
    void the_default_wall_is_not_left_to_the_application() {
        int before = application.asked("/subscribe").size();
        try (TestWebSocketClient wall = TestWebSocketClient.connect("ws://127.0.0.1:" + node.port() + "/ws")) {
            TimeLimits.until("a tick", () -> !wall.texts().isEmpty());
        }
        assertThat(application.asked("/subscribe")).hasSize(before);
    }
}
