package dev.echowall.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.echowall.testing.LoggedErrors;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestNode;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one client can make a server hold: little. On one event loop, with the limits of the defaults. */
class LimitsIT {
    private static final long MIB = 1 << 20;
    private static final boolean FULL = Boolean.getBoolean("conformance.full");
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("server: { compression: true }");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** What the server's threads have allocated, in all. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(each -> each != null && each.getThreadName().startsWith("vert.x-eventloop"))
                .mapToLong(each -> threads.getThreadAllocatedBytes(each.getThreadId()))
                .sum();
    }

    /** What is alive, on the heap and beside it. */
    private static long held() {
        System.gc();
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return memory.getHeapMemoryUsage().getUsed() + Math.max(0, PlatformDependent.usedDirectMemory());
    }

    private static RawClient deflating(String path) {
        RawClient client = RawClient.connect(node.port());
        assertThat(client.send(client.handshake(path, OFFER)).answer(false).header("sec-websocket-extensions"))
                .startsWith("permessage-deflate");
        return client;
    }

    @Test
    void a_bomb_of_one_to_a_thousand_is_1009_and_costs_less_than_8_mib() {
        byte[] bomb;
        try (Compression compression = new Compression(new Compression.Terms(true, true))) {
            bomb = compression.deflate(new byte[48 << 20]);
        }
        assertThat(bomb.length).isBetween(40_000, 65_000);
        try (RawClient warm = deflating("/ws/echo:bomb")) {
            assertThat(warm.frame(Case.reserved(4, Case.BINARY), bomb)
                            .closeFrame()
                            .closeCode())
                    .isEqualTo(1009);
        }
        long before = allocated();
        try (RawClient client = deflating("/ws/echo:bomb")) {
            client.frame(Case.reserved(4, Case.BINARY), bomb);
            assertThat(client.frame().closeCode()).isEqualTo(1009);
            assertThat(client.ended()).isTrue();
        }
        assertThat(allocated() - before).isBetween(1L, 8 * MIB);
    }

    @Test
    void pings_whose_pongs_nobody_reads_are_not_kept() {
        int pings = FULL ? 2_000_000 : 200_000;
        byte[] ping = RawClient.masked(Case.PING, new byte[125]);
        byte[] thousand = new byte[1000 * ping.length];
        for (int i = 0; i < thousand.length; i++) {
            thousand[i] = ping[i % ping.length];
        }
        try (RawClient client = RawClient.webSocket(node.port(), "/ws/echo:pings")) {
            long before = held();
            for (int i = 0; i < pings; i += 1000) {
                client.send(thousand);
            }
            assertThat(held() - before).isLessThan(8 * MIB);
            // It is still listened to, behind all these.
            client.frame(Case.CLOSE, FuzzingClient.closing(4000, new byte[0]));
            assertThat(client.closeFrame().closeCode()).isEqualTo(4000);
        }
    }

    @Test
    void requests_whose_answers_nobody_reads_are_taken_only_until_the_sockets_are_full() throws IOException {
        String request = "GET /js/main.js HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(50) + "\r\n\r\n";
        ByteBuffer requests = ByteBuffer.wrap(Case.latin(request.repeat(1000)));
        long before = held();
        try (LoggedErrors errors = LoggedErrors.watch();
                SocketChannel client =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()))) {
            client.configureBlocking(false);
            long taken = 0;
            for (int idle = 0; idle < 50 && taken < 64 * MIB; ) {
                int count = client.write(requests);
                taken += count;
                if (!requests.hasRemaining()) {
                    requests.clear();
                }
                if (count == 0) {
                    idle++;
                    LockSupport.parkNanos(10_000_000);
                }
            }
            assertThat(taken).as("what the sockets hold").isLessThan(32 * MIB);
            assertThat(held() - before).isLessThan(16 * MIB);
            try (RawClient other = RawClient.webSocket(node.port(), "/ws/echo:other")) {
                assertThat(other.text("served").frame().text()).isEqualTo("served");
            }
            assertThat(errors.all()).isEmpty();
        }
    }

    @Test
    void ten_thousand_frames_sent_before_the_answer_are_all_heard_in_order() throws IOException {
        int frames = 10_000;
        try (RawClient client = RawClient.connect(node.port())) {
            Thread writer = new Thread(() -> {
                client.send(client.handshake("/ws/echo:early", ""));
                for (int i = 0; i < frames; i++) {
                    client.text("early " + i);
                }
            });
            writer.start();
            assertThat(client.answer(false).status()).isEqualTo(101);
            for (int i = 0; i < frames; i++) {
                assertThat(client.frame().text()).isEqualTo("early " + i);
            }
        }
    }

    @Test
    void a_claim_costs_nothing_whatever_it_is() {
        claim(Case.BINARY, Long.MAX_VALUE);
        long before = allocated();
        for (long length : new long[] {65_537, Integer.MAX_VALUE, 1L << 31, 1L << 32, Long.MAX_VALUE, 1L << 63, -1}) {
            claim(Case.TEXT, length);
            claim(Case.BINARY, length);
            claim(Case.part(Case.BINARY), length);
        }
        assertThat(allocated() - before).isBetween(1L, 8 * MIB);
    }

    private static void claim(int first, long length) {
        try (RawClient client = RawClient.webSocket(node.port(), "/ws/echo:claims")) {
            ByteBuffer header = ByteBuffer.allocate(14).put((byte) first).put((byte) 0xFF);
            client.send(header.putLong(length).putInt(7).array());
            assertThat(client.frame().closeCode()).isEqualTo(1009);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void a_subprotocol_that_is_not_spoken_here_is_not_answered() {
        RawClient.Answer answer = RawClient.ask(
                node.port(), RawClient.handshake(node.port(), "/ws", "Sec-WebSocket-Protocol: chat, superchat\r\n"));
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.all("sec-websocket-protocol")).isEmpty();
    }

    @Test
    void a_head_of_16_kib_is_taken_and_one_octet_more_is_431() {
        String handshake = RawClient.handshake(node.port(), "/ws/echo:head", "X: \r\n");
        String just = "x".repeat(16 * 1024 - handshake.length());
        assertThat(RawClient.ask(node.port(), handshake.replace("X: ", "X: " + just))
                        .status())
                .isEqualTo(101);
        assertThat(RawClient.ask(node.port(), handshake.replace("X: ", "X: " + just + "x"))
                        .status())
                .isEqualTo(431);
    }
}
