package dev.echowall.app;

import static dev.echowall.testing.TimeLimits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.config.Config;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstanceIT {
    @Test
    void one_that_fails_after_it_has_joined_leaves_again_and_says_why() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Config config = Config.load(
                            null,
                            Map.of(
                                    "ECHOWALL_SERVER_HOST", "127.0.0.1",
                                    "ECHOWALL_SERVER_PORT", "0",
                                    "ECHOWALL_MANAGEMENT_PORT", String.valueOf(taken.getLocalPort()),
                                    "ECHOWALL_CLUSTER_NAME", "instance-" + taken.getLocalPort(),
                                    "ECHOWALL_CLUSTER_PORT", "0",
                                    "ECHOWALL_CLUSTER_BUS_PORT", "0"))
                    .config();
            assertThatThrownBy(() -> await(Instance.start(config))).hasStackTraceContaining("Address already in use");
        }
    }

    @Test
    void ports_that_were_free_for_the_taking_are_known() throws Exception {
        Config config = Config.load(
                        null,
                        Map.of(
                                "ECHOWALL_SERVER_HOST", "127.0.0.1",
                                "ECHOWALL_SERVER_PORT", "0",
                                "ECHOWALL_MANAGEMENT_PORT", "0",
                                "ECHOWALL_CLUSTER_PORT", "0",
                                "ECHOWALL_CLUSTER_BUS_PORT", "0"))
                .config();
        Instance instance = await(Instance.start(config));
        try (Socket cluster = new Socket(InetAddress.getLoopbackAddress(), instance.clusterPort());
                Socket bus = new Socket(InetAddress.getLoopbackAddress(), instance.busPort())) {
            assertThat(cluster.isConnected()).isTrue();
            assertThat(bus.isConnected()).isTrue();
            assertThat(Set.of(instance.port(), instance.managementPort(), cluster.getPort(), bus.getPort()))
                    .hasSize(4)
                    .doesNotContain(0);
        } finally {
            await(instance.stop("the test is over"));
        }
    }
}
