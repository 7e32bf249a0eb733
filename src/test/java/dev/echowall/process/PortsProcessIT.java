package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RunsAlone
class PortsProcessIT {
    /** Another of this machine's loopback addresses (Linux has all of 127/8): what listens everywhere listens here too. */
    private static final String OTHER_ADDRESS = "127.0.0.2";

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    @Test
    void cluster_bus_and_management_listen_at_their_configured_address_only() throws IOException {
        try (ServerSocket everywhere = new ServerSocket(0)) {
            Assumptions.assumeTrue(
                    accepts(OTHER_ADDRESS, everywhere.getLocalPort()), "only Linux has more than one loopback address");
        }
        for (NodeProcess node : cluster.nodes()) {
            NodeProcess.Ports ports = node.ports();
            assertThat(IntStream.of(ports.cluster(), ports.bus(), ports.management()))
                    .allSatisfy(port -> {
                        assertThat(accepts("127.0.0.1", port))
                                .as("here, %d", port)
                                .isTrue();
                        assertThat(accepts(OTHER_ADDRESS, port))
                                .as("elsewhere, %d", port)
                                .isFalse();
                    });
        }
    }

    private static boolean accepts(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 2_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
