package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.EventStreamClient;
import dev.echowall.testing.LifecycleStream;
import dev.echowall.testing.LifecycleStream.Event;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What bounds the events of clients, on a single instance. */
@Timeout(120)
class LifecycleLimitsIT {
    private static void churn(CentrifugalClient client, int rounds) {
        for (int i = 0; i < rounds; i++) {
            String channel = "{\"channel\":\"room:" + i + "\"}";
            assertThat(client.error("subscribe", channel)).isZero();
            assertThat(client.error("unsubscribe", channel)).isZero();
        }
    }

    @Test
    void too_many_clients_end_the_streams_and_further_ones_are_refused() {
        try (TestNode node = TestNode.start("""
                limits: { presence-bytes: 64KiB }
                channels: { room: { subscribe: anyone } }
                """)) {
            List<RawClient> clients = new ArrayList<>();
            try (EventStreamClient stream = EventStreamClient.open(node.management(), "/api/events")) {
                assertThat(stream.status()).isEqualTo(200);
                for (int i = 0; i < 250; i++) {
                    clients.add(RawClient.webSocket(node.port(), "/ws/room:" + i));
                }
                while (!stream.ended()) {
                    stream.next();
                }
                TimeLimits.until("further ones are refused", () -> {
                    try (EventStreamClient other = EventStreamClient.open(node.management(), "/api/events")) {
                        return other.status() == 503;
                    }
                });
            }
            clients.forEach(RawClient::close);
            // Clients are not concerned.
            CentrifugalClient other = CentrifugalClient.connected(node.port());
            churn(other, 1);
            other.close();
        }
    }

    @Test
    void who_reads_late_is_told_everything_from_its_place() {
        try (TestNode node = TestNode.start("channels: { room: { subscribe: anyone } }");
                LifecycleStream quick = LifecycleStream.open(node.management());
                LifecycleStream slow = LifecycleStream.open(node.management())) {
            for (int i = 0; i < 10; i++) {
                CentrifugalClient client = CentrifugalClient.connected(node.port());
                churn(client, 20);
                client.leave();
            }
            List<Event> all = quick.until(each -> quick.count("disconnected") == 10);
            assertThat(all).hasSize(10 * (4 * 20 + 2));
            assertThat(slow.until(each -> slow.count("disconnected") == 10)).isEqualTo(all);
        }
    }
}
