package dev.echowall.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.LoggedErrors;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What no client says on purpose. The seed is printed, and given again by {@code -Dmutations.seed=}; a run takes five
 * seconds, or {@code -Dmutations.seconds=}.
 */
class MutationIT {
    private static final long SEED = Long.getLong("mutations.seed", System.nanoTime());
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("mutations.seconds", 5));
    private static final int WITNESSED = 25;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final String END = "\r\n\r\n";

    private static ResourceLeakDetector.Level before = ResourceLeakDetector.Level.SIMPLE;
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("server: { compression: true }");
        // Not earlier: Vert.x turns it off when its first class is loaded.
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterAll
    static void stop() {
        node.close();
        ResourceLeakDetector.setLevel(before);
    }

    /** One event loop serves them all. */
    @Test
    void whatever_comes_it_is_no_fault_of_ours_and_others_do_not_notice() throws IOException {
        Mutations mutations = new Mutations(SEED, node.port());
        List<String> bad = new ArrayList<>();
        int tries = 0;
        try (LoggedErrors errors = LoggedErrors.watch();
                RawClient witness = RawClient.webSocket(node.port(), "/ws/echo:witness")) {
            long end = System.nanoTime() + TIME.toNanos();
            for (; System.nanoTime() < end && bad.isEmpty() && errors.all().isEmpty(); tries++) {
                bad.addAll(faultsIn(attack(mutations)));
                if (tries % WITNESSED == 0) {
                    assertThat(witness.text("still here " + tries).frame().text())
                            .isEqualTo("still here " + tries);
                }
            }
            releaseWhatLeaked();
            System.out.println("mutations: " + tries + " connections with seed " + SEED);
            assertThat(bad).as("seed " + SEED).isEmpty();
            assertThat(errors.all()).as("seed " + SEED).isEmpty();
        }
        assertThat(tries).isGreaterThan(100);
        TimeLimits.until(
                "nobody is left",
                () -> RawClient.ask(node.management(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .text()
                        .contains("echowall_connections{transport=\"websocket\"} 0"));
    }

    private static byte[] attack(Mutations mutations) throws IOException {
        boolean handshake = mutations.below(3) == 0;
        byte[] bytes = handshake
                ? Mutations.joined(mutations.changedHandshake(), mutations.changedFrames())
                : Mutations.joined(Case.latin(Mutations.handshake(node.port())), mutations.changedFrames());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(
                    (int) TimeLimits.stretched(Duration.ofSeconds(20)).toMillis());
            socket.setTcpNoDelay(true);
            // In two pieces, now and then.
            int cut = mutations.below(2) == 0 ? bytes.length : mutations.below(bytes.length);
            socket.getOutputStream().write(bytes, 0, cut);
            socket.getOutputStream().write(bytes, cut, bytes.length - cut);
            if (!handshake) {
                // So that it has been read before the end comes.
                return readUntilQuiet(socket);
            }
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    /** The answer to the handshake, what comes with it, and what comes until the end. */
    private static byte[] readUntilQuiet(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] first = new byte[4096];
        int count = Math.max(0, in.read(first));
        socket.shutdownOutput();
        return Mutations.joined(java.util.Arrays.copyOf(first, count), in.readAllBytes());
    }

    /** Statuses and close codes that mean a fault of the server's. */
    private static List<String> faultsIn(byte[] answer) {
        List<String> bad = new ArrayList<>();
        String all = new String(answer, StandardCharsets.ISO_8859_1);
        Matcher status = STATUS.matcher(all);
        while (status.find()) {
            if (status.group(1).startsWith("5")) {
                bad.add(status.group());
            }
        }
        if (all.startsWith("HTTP/1.1 101 ")) {
            int at = all.indexOf(END) + END.length();
            while (at + 4 <= answer.length) {
                int length = answer[at + 1] & 0x7F;
                if (answer[at] == (byte) Case.CLOSE) {
                    int code = (answer[at + 2] & 0xFF) << 8 | (answer[at + 3] & 0xFF);
                    if (length >= 2 && code == 1011) {
                        bad.add(all.substring(at));
                    }
                    return bad;
                }
                int extended = length == 126 ? 2 : 0;
                at += 2 + extended + (extended == 0 ? length : (answer[at + 2] & 0xFF) << 8 | (answer[at + 3] & 0xFF));
            }
        }
        return bad;
    }

    /** A leak is told of when a buffer is made after its owner was collected. */
    private static void releaseWhatLeaked() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            try (RawClient client = RawClient.webSocket(node.port(), "/ws/echo:after")) {
                for (int j = 0; j < 200; j++) {
                    assertThat(client.text("after").frame().text()).isEqualTo("after");
                }
            }
        }
    }
}
