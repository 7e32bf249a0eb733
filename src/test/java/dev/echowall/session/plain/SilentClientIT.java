package dev.echowall.session.plain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.Limits;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that do not answer, do not read, or do not go. */
class SilentClientIT {
    private static final Limits SHORT =
            new Limits(65536, 1024, 65536, Duration.ofSeconds(10), stretched(200), stretched(400));

    private SocketServer server;

    private static Duration stretched(long millis) {
        return TimeLimits.stretched(Duration.ofMillis(millis));
    }

    @BeforeEach
    void start() {
        server = new SocketServer(SHORT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_silent_client_is_pinged_and_without_a_pong_dropped_with_4012() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/ws")) {
            assertThat(client.reads().opcode()).isEqualTo(Frames.PING);
            RawClient.Frame close = client.reads();
            assertThat(close.opcode()).isEqualTo(Frames.CLOSE);
            assertThat(close.closeCode()).isEqualTo(CloseCode.NO_PONG.code());
            assertThat(client.readsEnd()).isTrue();
        }
    }

    @Test
    void a_client_that_answers_is_pinged_again_and_again() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/ws")) {
            for (int i = 0; i < 5; i++) {
                RawClient.Frame ping = client.reads();
                assertThat(ping.opcode()).isEqualTo(Frames.PING);
                client.send(RawClient.frame(Frames.PONG, ping.payload()));
            }
        }
    }

    @Test
    void a_client_that_pings_and_never_reads_is_dropped() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/ws")) {
            byte[] ping = RawClient.frame(Frames.PING, "p".repeat(125).getBytes(UTF_8));
            byte[] pings = RawClient.join(Collections.nCopies(1000, ping).toArray(new byte[0][]));
            assertThat(sendsUntilCut(client, pings, stretched(20_000))).isTrue();
        }
    }

    @Test
    void a_client_that_never_answers_our_close_is_cut_off() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/ws")) {
            TimeLimits.await(server.onLoop(
                    () -> server.connections().close(CloseCode.SERVICE_RESTART, "restart", Duration.ZERO)));
            assertThat(client.readsClose().closeCode()).isEqualTo(1012);
            assertThat(client.readsEnd()).isTrue();
        }
    }

    @Test
    void a_violation_does_not_wait_for_an_answer_that_does_not_come() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/ws")) {
            server.broker.slow = true;
            client.send(RawClient.frame(Frames.TEXT, new byte[] {'a'}), new byte[] {(byte) 0x83, (byte) 0x80});
            assertThat(client.reads().text()).isEqualTo("a");
            assertThat(client.readsClose().closeCode()).isEqualTo(1002);
            assertThat(client.readsEnd()).isTrue();
        }
    }

    private static boolean sendsUntilCut(RawClient client, byte[] bytes, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        try {
            while (System.nanoTime() < end) {
                client.send(bytes);
            }
            return false;
        } catch (IOException cut) {
            return true;
        }
    }
}
