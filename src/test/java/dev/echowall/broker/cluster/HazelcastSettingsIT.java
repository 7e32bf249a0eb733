package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.stretched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.testing.TestCluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a member's port answers, and where it is to be found. */
class HazelcastSettingsIT {
    @Test
    void the_client_protocol_gets_no_service() throws IOException {
        try (TestCluster cluster = TestCluster.start(1);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), cluster.node(0).port())) {
            socket.setSoTimeout((int) stretched(Duration.ofSeconds(10)).toMillis());
            socket.getOutputStream().write("CP2".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[64]);

            assertThat(answer(socket)).isNotEqualTo("CP2");
            assertThat(cluster.node(0).hazelcast().getClientService().getConnectedClients())
                    .isEmpty();
        }
    }

    @Test
    void a_member_listens_on_the_given_host_only() {
        try (TestCluster cluster = TestCluster.start(1)) {
            int port = cluster.node(0).port();

            assertThatThrownBy(() -> new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), port).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    /** What the member says before it closes. */
    private static String answer(Socket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }
}
