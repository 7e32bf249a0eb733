package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RawUpgrade;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TestWebSocketClient.Closing;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SIGTERM, the polite end. The default drain.timeout holds. */
@RunsAlone
class SigtermProcessIT {
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(20);

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    private final NodeProcess node = cluster.node(0);
    private final String path = "/ws/" + cluster.channel() + "?after=:0";

    @Test
    void the_clients_are_told_of_a_restart_with_the_reason() {
        try (TestWebSocketClient client = TestWebSocketClient.connect(node.ws(path))) {
            node.sigterm();
            Closing closing = client.closed();
            assertThat(closing.code()).isEqualTo(1012);
            assertThat(closing.reason()).isEqualTo("node1 is about to stop");
        }
        node.exitCode();
    }

    @Test
    void it_ends_with_0_before_its_time_is_over() {
        List<TestWebSocketClient> clients = IntStream.range(0, 20)
                .mapToObj(i -> TestWebSocketClient.connect(node.ws(path)))
                .toList();
        Instant told = Instant.now();
        node.sigterm();
        assertThat(node.exitCode()).isZero();
        assertThat(Duration.between(told, Instant.now())).isLessThan(DRAIN_TIMEOUT);
        assertThat(clients).allSatisfy(each -> assertThat(each.closed().code()).isEqualTo(1012));
    }

    @Test
    void clients_of_the_others_notice_nothing() {
        try (TestWebSocketClient other =
                        TestWebSocketClient.connect(cluster.node(1).ws(path));
                TestWebSocketClient another =
                        TestWebSocketClient.connect(cluster.node(2).ws(path))) {
            other.say("before");
            another.awaitText("before");
            node.sigterm();
            node.exitCode();
            other.say("after");
            another.awaitText("after");
            other.awaitText("after");
            assertThat(other.closings()).isEmpty();
            assertThat(another.closings()).isEmpty();
        }
    }

    @Test
    void clients_behind_nginx_find_another_instance() {
        // As many as there are instances, so that least_conn gives the one that stops at least one of them.
        List<TestWebSocketClient> clients = IntStream.range(0, 6)
                .mapToObj(i -> TestWebSocketClient.returning(cluster.nginx().ws(path)))
                .toList();
        node.sigterm();
        node.exitCode();
        TimeLimits.until("all are back", () -> clients.stream().allMatch(TestWebSocketClient::isOpen));
        assertThat(clients).anySatisfy(each -> assertThat(each.closings()).hasSize(1));
        try (TestWebSocketClient speaker =
                TestWebSocketClient.connect(cluster.node(1).ws(path))) {
            speaker.say("are you all here?");
            clients.forEach(each -> each.awaitText("are you all here?"));
        } finally {
            clients.forEach(TestWebSocketClient::close);
        }
    }

    @Test
    void while_it_drains_it_is_not_ready_and_refuses_new_clients() throws Exception {
        // A client that does not answer the close frame keeps it draining for a while.
        try (RawUpgrade rude = RawUpgrade.open(node.ports().http(), path)) {
            node.sigterm();
            TimeLimits.until("not ready", () -> node.management().status("/health/ready") == 503);
            JsonObject condition =
                    new JsonObject(node.management().get("/health/ready").body());
            assertThat(condition.getBoolean("draining")).isTrue();
            try (RawUpgrade refused = RawUpgrade.open(node.ports().http(), path)) {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("1");
                assertThat(refused.body()).contains("\"draining\"");
            }
            assertThat(rude.status()).isEqualTo(101);
        }
        assertThat(node.exitCode()).isZero();
    }
}
