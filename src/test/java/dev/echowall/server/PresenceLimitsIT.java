package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What knowing who is there may cost. */
class PresenceLimitsIT {
    private static final int MANY = 300;

    private final List<RawClient> clients = new ArrayList<>();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.start("""
                limits: { presence-bytes: 65536, channels: 20 }
                channels: { seen: { subscribe: anyone, presence: true, join-leave: true }, chat: { publish: anyone } }
                """);
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        node.close();
    }

    private void enter(String channel, int count) {
        for (int i = 0; i < count; i++) {
            clients.add(RawClient.webSocket(node.port(), "/ws/" + channel));
        }
    }

    @Test
    void more_clients_than_fit_are_not_listed_and_others_are_later() {
        TestHttpClient http = new TestHttpClient(node.port());
        enter("seen:many", MANY);
        TimeLimits.until(
                "it is too much", () -> http.get("/presence/seen:many").body().contains("limits.presence-bytes"));
        assertThat(http.status("/presence/seen:many")).isEqualTo(503);
        clients.forEach(RawClient::close);
        enter("seen:few", 2);
        TimeLimits.until(
                "there is room again",
                () -> http.get("/presence/seen:few").body().contains("\"connections\":2"));
    }

    @Test
    void who_is_told_of_too_many_is_unsubscribed() {
        try (CentrifugalClient watcher = CentrifugalClient.connected(node.port())) {
            assertThat(watcher.error("subscribe", "{\"channel\":\"seen:many\",\"join_leave\":true}"))
                    .isZero();
            enter("seen:many", MANY);
            assertThat(watcher.await("unsubscribed", each -> each.encode().contains("\"unsubscribe\""))
                            .getJsonObject("push")
                            .getJsonObject("unsubscribe")
                            .getInteger("code"))
                    .isEqualTo(2500);
        }
    }

    @Test
    void channels_of_presence_leave_room_for_others() {
        for (int i = 0; i < 30; i++) {
            enter("seen:" + i, 1);
        }
        TestHttpClient http = new TestHttpClient(node.port());
        TimeLimits.until(
                "whoever is there is listed nevertheless",
                () -> http.get("/presence/seen:29").body().contains("\"connections\":1"));
        assertThat(http.post("/publish/chat:1", "text/plain", "hello").statusCode())
                .isEqualTo(200);
    }
}
