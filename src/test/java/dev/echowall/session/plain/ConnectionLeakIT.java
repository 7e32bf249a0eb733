package dev.echowall.session.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.hub.Subscription;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.FrameDecoder;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.Limits;
import dev.echowall.session.socket.Connection;
import dev.echowall.session.socket.RequestFilter;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What connections leave behind when they are gone: nothing. */
class ConnectionLeakIT {
    private static final int CYCLES = 3_000;
    private static final int BACKLOG = 256 * 1024;

    private SocketServer server = new SocketServer(Limits.DEFAULT);

    @AfterEach
    void stop() {
        server.close();
    }

    private static Limits limits(int queueBytes, Duration pongTimeout) {
        Limits base = Limits.DEFAULT;
        return new Limits(
                base.messageBytes(),
                base.fragments(),
                queueBytes,
                base.handshakeTimeout(),
                base.pingInterval(),
                pongTimeout);
    }

    private void serve(Limits limits) {
        server.close();
        server = new SocketServer(limits);
    }

    @Test
    void three_thousand_clients_come_and_go_and_leave_nothing() throws Exception {
        RawClient witness = RawClient.open(server.port(), "/ws");
        for (int i = 0; i < CYCLES; i++) {
            RawClient client = RawClient.open(server.port(), i % 2 == 0 ? "/ws" : "/inspect");
            client.sendText("hello");
            client.reads();
            switch (i % 3) {
                case 0 -> {
                    client.send(RawClient.closeFrame(1000, ""));
                    client.readsClose();
                    client.close();
                }
                case 1 -> client.close();
                default -> client.breaks();
            }
        }
        TimeLimits.until(
                "one session is left",
                () -> server.onLoop(() -> server.connections().size()) == 1);
        assertThat(instances(histogram(), Connection.class.getName()))
                .as("all but one")
                .isEqualTo(1);
        witness.close();
        assertNobodyIsLeft();
        String heap = histogram();
        assertThat(instances(heap, Connection.class.getName())).isZero();
        assertThat(instances(heap, FrameDecoder.class.getName())).isZero();
        assertThat(instances(heap, RequestFilter.class.getName())).isZero();
        assertThat(instances(heap, Subscription.class.getName())).isZero();
        assertThat(instances(heap, "io.vertx.core.http.impl.Http1xServerConnection"))
                .isZero();
    }

    @Test
    void one_with_a_full_backlog_reads_it_to_the_end_and_then_our_close() throws Exception {
        serve(limits(BACKLOG, Limits.DEFAULT.pongTimeout()));
        try (RawClient slow = slowReader()) {
            Future<Void> closed = close();
            byte[] payload = new byte[0];
            int messages = 0;
            RawClient.Frame frame = slow.reads();
            for (; frame.opcode() == Frames.BINARY; frame = slow.reads()) {
                payload = frame.payload();
                assertThat(payload).hasSize(16_000).containsOnly(messages++);
            }
            assertThat(messages).isGreaterThan(BACKLOG / payload.length);
            assertThat(frame.closeCode()).isEqualTo(1012);
            slow.send(RawClient.closeFrame(1012, ""));
            assertThat(slow.readsEnd()).isTrue();
            slow.breaks();
            TimeLimits.await(closed);
        }
    }

    @Test
    void one_with_a_full_backlog_that_never_reads_is_cut_off_when_we_close() throws Exception {
        serve(limits(BACKLOG, Duration.ofMillis(300)));
        RawClient neverReads = slowReader();
        assertThat(server.metrics.connections()).isEqualTo(1);
        TimeLimits.await(close());
        assertNobodyIsLeft();
        neverReads.close();
    }

    private Future<Void> close() {
        return server.onLoop(() -> server.connections().close(CloseCode.SERVICE_RESTART, "restart", Duration.ZERO));
    }

    /** Subscribed and not reading, its socket full and its queue too. */
    private RawClient slowReader() throws Exception {
        RawClient slow = RawClient.connect(server.port());
        slow.limitReceiveBuffer(32 * 1024);
        slow.send(RawClient.request("/ws"));
        slow.readsAnswer();
        try (RawClient fast = RawClient.open(server.port(), "/ws")) {
            for (int i = 0; i < 2 * BACKLOG / 16_000 + 8; i++) {
                byte[] payload = new byte[16_000];
                Arrays.fill(payload, (byte) i);
                fast.send(RawClient.frame(Frames.BINARY, payload));
                fast.reads();
            }
            fast.breaks();
            TimeLimits.until("the fast one has left", () -> server.metrics.connections() == 1);
        }
        return slow;
    }

    private void assertNobodyIsLeft() {
        TimeLimits.until(
                "no session is left",
                () -> server.onLoop(() -> server.connections().size()) == 0);
        assertThat(server.metrics.connections()).isZero();
        assertThat(server.onLoop(() -> server.hub().subscriptions())).isZero();
        assertThat(server.onLoop(() -> server.hub().channels())).isZero();
        assertThat(server.onLoop(() -> server.hub().tailBytes())).isZero();
    }

    /** The classes of everything alive, after a full collection. */
    private static String histogram() throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }

    private static long instances(String histogram, String type) {
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }
}
