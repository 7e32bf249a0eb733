package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.config.Config;
import dev.echowall.testing.FreePorts;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ports that are for the other instances, as others find them. */
class ClusterPortsIT {
    private static final String HOST = "127.0.0.1";

    @TempDir
    static Path directory;

    private static final int port = FreePorts.take();
    private static final int bus = FreePorts.take();
    private static Instance instance;

    @BeforeAll
    static void start() throws IOException {
        instance = start("one", port, bus);
    }

    @AfterAll
    static void stop() {
        TimeLimits.await(instance.stop("the test is over"));
    }

    private static Instance start(String name, int hazelcast, int busPort) throws IOException {
        Path file = Files.writeString(
                directory.resolve(name + ".yaml"), """
                node: { name: %s }
                server: { host: 127.0.0.1, port: 0, event-loops: 1 }
                management: { port: 0 }
                cluster: { name: ports-%d, port: %d, bus-port: %d, members: ["127.0.0.1:%d"] }
                """.formatted(name, port, hazelcast, busPort, port));
        return TimeLimits.await(Instance.start(Config.load(file, Map.of()).config()));
    }

    private static double refused(String which) {
        String line = "echowall_cluster_refusals_total{port=\"" + which + "\"} ";
        return metrics()
                .lines()
                .filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(line.length())))
                .sum();
    }

    private static void awaitNobodyUnknown() {
        TimeLimits.until(
                "those of other tests have left",
                () -> info().getJsonArray("unknown_members").isEmpty());
    }

    private static String metrics() {
        return new TestHttpClient(instance.managementPort()).get("/metrics").body();
    }

    private static JsonObject info() {
        return new JsonObject(new TestHttpClient(instance.managementPort())
                        .get("/api/info")
                        .body())
                .getJsonObject("result");
    }

    /** An application in the cluster, by knowing its name. */
    private static Future<Vertx> joined() {
        var hazelcast = new com.hazelcast.config.Config()
                .setClusterName("ports-" + port)
                .setLiteMember(true);
        hazelcast.setProperty("hazelcast.partition.count", "71");
        hazelcast.setProperty("hazelcast.socket.bind.any", "false");
        hazelcast.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(HOST);
        hazelcast.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        hazelcast.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember(HOST + ":" + port);
        return Vertx.builder()
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered();
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closedAlready) {
            assertThat(closedAlready).hasMessageMatching("Broken pipe|Connection reset.*");
        }
    }

    /** Whether the other side ends it; Java may close the descriptor seconds after Hazelcast has closed the channel. What it says before is read away. */
    private static boolean ends(Socket socket) throws IOException {
        socket.setSoTimeout((int) TimeLimits.stretched(Duration.ofSeconds(8)).toMillis());
        try {
            while (socket.getInputStream().read() >= 0) {
                // HZX, or HZC
            }
            return true;
        } catch (SocketTimeoutException stays) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static byte[] packet(int flags, int claimed, byte... payload) {
        return ByteBuffer.allocate(14 + payload.length)
                .put("HZC".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 4)
                .putChar((char) flags)
                .putInt(-1)
                .putInt(claimed)
                .put(payload)
                .array();
    }

    @Test
    void a_post_to_the_bus_port_is_closed_at_once_and_counted() throws IOException {
        double before = refused("bus");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bus)) {
            send(
                    socket,
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(ends(socket)).isTrue();
        }
        assertThat(refused("bus")).isEqualTo(before + 1);
    }

    @Test
    void what_a_stranger_claims_at_hazelcasts_port_is_not_believed() throws IOException {
        int[] claims = {Integer.MAX_VALUE, 1_000_000_000, 100_000_000, -1, Integer.MIN_VALUE, 16 * 1024 + 1};
        double before = refused("hazelcast");
        assertAllEnd(Arrays.stream(claims)
                .mapToObj(claimed -> packet(0x20, claimed)) // a handshake, says its type
                .toList());
        TimeLimits.until("counted", () -> refused("hazelcast") >= before + claims.length);
    }

    @Test
    void what_is_no_handshake_is_not_deserialized() throws IOException {
        byte[] array = HexFormat.of().parseHex("00000000" + "fffffff4" + "7fffffff");
        assertAllEnd(List.of(
                packet(0x01, array.length, array), // an operation
                packet(0x04, array.length, array), // an event
                packet(0x20, array.length, array))); // a handshake, but what is in it is an array of 2 GB
    }

    @Test
    void another_protocol_at_hazelcasts_port_is_closed() throws IOException {
        assertAllEnd(Stream.of(
                        "POST / HTTP/1.1\r\n\r\n",
                        "GET / HTTP/1.1\r\n\r\n",
                        "CB2",
                        "HZX",
                        "\u0016\u0003\u0001\u0002\u0000")
                .map(said -> said.getBytes(StandardCharsets.ISO_8859_1))
                .toList());
    }

    /** Each on a connection of its own, all at once, since Java may take seconds to end each. */
    private static void assertAllEnd(List<byte[]> said) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (byte[] each : said) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                send(socket, each);
            }
            for (int i = 0; i < sockets.size(); i++) {
                assertThat(ends(sockets.get(i)))
                        .as(HexFormat.of().formatHex(said.get(i)))
                        .isTrue();
            }
        } finally {
            for (Socket each : sockets) {
                each.close();
            }
        }
    }

    @Test
    void hundreds_that_say_nothing_are_closed_and_instances_still_join() throws IOException {
        double before = refused("hazelcast");
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                send(socket, "HZC".getBytes(StandardCharsets.US_ASCII));
                silent.add(socket);
            }
            TimeLimits.until("all but 32 are closed", () -> refused("hazelcast") >= before + 168);
            Instance second = start("two", FreePorts.take(), FreePorts.take());
            TimeLimits.until("both see both", () -> info().getJsonArray("nodes").size() == 2);
            TimeLimits.await(second.stop("enough"));
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    @Test
    void a_member_that_is_no_instance_is_named_and_counted() throws IOException {
        awaitNobodyUnknown();
        Vertx stranger = TimeLimits.await(joined());
        try {
            TimeLimits.until(
                    "it is seen", () -> info().getJsonArray("unknown_members").size() == 1);
            JsonArray unknown = info().getJsonArray("unknown_members");
            assertThat(unknown.getJsonObject(0).getString("why"))
                    .isEqualTo(
                            "it keeps nothing (a lite member), it is no instance, its address is not in cluster.members");
            assertThat(metrics()).contains("echowall_members_unknown 1.0");
        } finally {
            TimeLimits.await(stranger.close());
        }
    }

    @Test
    void an_instance_that_is_not_listed_is_unknown() throws IOException {
        awaitNobodyUnknown();
        Instance second = start("two", FreePorts.take(), FreePorts.take());
        try {
            TimeLimits.until(
                    "it is seen", () -> info().getJsonArray("unknown_members").size() == 1);
            assertThat(info().getJsonArray("unknown_members").getJsonObject(0).getString("why"))
                    .isEqualTo("its address is not in cluster.members");
        } finally {
            TimeLimits.await(second.stop("enough"));
        }
    }
}
