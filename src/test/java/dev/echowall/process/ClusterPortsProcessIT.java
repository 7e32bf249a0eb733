package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.NodeProcess.Start;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An instance of 128 MB whose cluster's ports are reached by what does not belong there. */
@RunsAlone
class ClusterPortsProcessIT {
    private static final int TIMES = 100;
    private static final int BLOB = 4 << 20;

    @Test
    void posts_to_the_bus_and_claims_to_hazelcast_cost_an_instance_of_128_megabytes_nothing() throws Exception {
        Duration limit = TimeLimits.promised(Duration.ofSeconds(1));
        try (NodeProcess node = NodeProcess.single(Start.LAUNCHER, "-Xmx128m -XX:TieredStopAtLevel=1", "")) {
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < TIMES; i++) {
                    open.add(claim(node.ports().cluster()));
                    open.add(post(node.ports().bus()));
                    if (i % 20 == 0) {
                        assertServed(node, limit);
                    }
                }
                assertServed(node, limit);
                assertThat(node.management().get("/metrics").body())
                        .contains("echowall_cluster_refusals_total{port=\"bus\"} 100.0");
                assertThat(node.log())
                        .as("one line each, of a kind at most 20 a second, and no trace")
                        .noneMatch(line -> line.encode().contains("\\tat "))
                        .hasSizeLessThan(400);
            } finally {
                for (Socket each : open) {
                    each.close();
                }
            }
        }
    }

    private static void assertServed(NodeProcess node, Duration limit) {
        long begun = System.nanoTime();
        assertThat(node.http().post("/publish/echo", "text/plain", "still here").statusCode())
                .isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(limit);
    }

    /** 14 bytes: the protocol, and the head of a packet of 2 GB. */
    private static Socket claim(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(14)
                        .put("HZC".getBytes(StandardCharsets.US_ASCII))
                        .put((byte) 4)
                        .putChar((char) 1)
                        .putInt(-1)
                        .putInt(Integer.MAX_VALUE)
                        .array());
        return socket;
    }

    /** What a page sends that posts a Blob, as long as it is taken. */
    private static Socket post(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + BLOB + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] piece = new byte[64 * 1024];
            for (int sent = 0; sent < BLOB; sent += piece.length) {
                out.write(piece);
            }
        } catch (IOException closed) {
            assertThat(closed).hasMessageMatching("Broken pipe|Connection reset.*");
        }
        return socket;
    }
}
