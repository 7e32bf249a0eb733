package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sum of the subscriptions of all clients is limited. */
class SubscriptionLimitIT {
    private static final int TOO_MANY = 4503;

    private TestNode node;
    private CentrifugalClient client;

    @BeforeEach
    void start() {
        node = TestNode.start("limits: { subscriptions: 3 }");
        client = CentrifugalClient.connected(node.port());
        for (int i = 1; i <= 3; i++) {
            assertThat(subscribe(client, "echo:" + i)).isZero();
        }
    }

    @AfterEach
    void stop() {
        client.close();
        node.close();
    }

    private static int subscribe(CentrifugalClient client, String channel) {
        return client.error("subscribe", "{\"channel\":\"" + channel + "\"}");
    }

    @Test
    void one_more_is_refused_to_everybody_by_name() {
        assertThat(subscribe(client, "echo:4")).isEqualTo(TOO_MANY);
        try (CentrifugalClient another = CentrifugalClient.connected(node.port())) {
            assertThat(subscribe(another, "echo:1")).isEqualTo(TOO_MANY);
        }
        for (String path : new String[] {"/sse/echo", "/poll/echo"}) {
            var refused = new TestHttpClient(node.port()).get(path);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("too_many").contains("limits.subscriptions");
        }
        assertThat(RawClient.ask(node.port(), RawClient.handshake(node.port(), "/ws", ""))
                        .status())
                .isEqualTo(503);
    }

    @Test
    void there_is_room_again_when_one_has_ended() {
        client.ask("unsubscribe", "{\"channel\":\"echo:1\"}");
        assertThat(subscribe(client, "echo:4")).isZero();
    }

    @Test
    void a_connection_that_is_gone_leaves_its_room_to_others() {
        client.close();
        try (CentrifugalClient another = CentrifugalClient.connected(node.port())) {
            TimeLimits.until("there is room", () -> subscribe(another, "echo:4") == 0);
        }
    }
}
