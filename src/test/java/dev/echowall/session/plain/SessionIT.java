package dev.echowall.session.plain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.Limits;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sees on the wire. */
class SessionIT {
    private SocketServer server;

    @BeforeEach
    void start() {
        server = new SocketServer(Limits.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient open(String path) throws Exception {
        return RawClient.open(server.port(), path);
    }

    @Test
    void the_handshake_is_answered_as_in_the_rfc() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.request("/ws"));
            assertThat(client.readsAnswer())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("upgrade: websocket")
                    .containsIgnoringCase("connection: upgrade")
                    .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void a_text_comes_back() throws Exception {
        try (RawClient client = open("/ws")) {
            client.sendText("回音壁");
            RawClient.Frame echo = client.reads();
            assertThat(echo.opcode()).isEqualTo(Frames.TEXT);
            assertThat(echo.text()).isEqualTo("回音壁");
        }
    }

    @Test
    void an_empty_text_comes_back() throws Exception {
        try (RawClient client = open("/ws")) {
            client.sendText("");
            assertThat(client.reads().payload()).isEmpty();
        }
    }

    @Test
    void bytes_come_back_as_bytes() throws Exception {
        byte[] bytes = {0, (byte) 0xFF, 1, (byte) 0x80};
        try (RawClient client = open("/ws")) {
            client.send(RawClient.frame(Frames.BINARY, bytes));
            RawClient.Frame echo = client.reads();
            assertThat(echo.opcode()).isEqualTo(Frames.BINARY);
            assertThat(echo.payload()).isEqualTo(bytes);
        }
    }

    @Test
    void a_frame_in_one_segment_with_the_handshake_is_heard() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.send(
                        RawClient.request("/inspect"),
                        RawClient.frame(Frames.TEXT, "early".getBytes(UTF_8)),
                        RawClient.frame(Frames.PING, "too".getBytes(UTF_8)));
                client.readsAnswer();
                assertThat(client.reads().text()).contains("\"request\"");

                assertThat(client.reads().text())
                        .isEqualTo("{\"message\":{\"kind\":\"TEXT\",\"bytes\":5,\"frames\":1}}");
                assertThat(client.reads().text()).isEqualTo("too");
            }
        }
    }

    @Test
    void a_close_is_answered_with_its_code_and_the_socket_ends() throws Exception {
        try (RawClient client = open("/ws")) {
            client.send(RawClient.closeFrame(4321, "bye"));
            assertThat(client.readsClose().closeCode()).isEqualTo(4321);
            assertThat(client.readsEnd()).isTrue();
        }
    }

    @Test
    void a_close_without_a_code_is_answered_without_one() throws Exception {
        try (RawClient client = open("/ws")) {
            client.send(RawClient.frame(Frames.CLOSE, new byte[0]));
            assertThat(client.readsClose().payload()).isEmpty();
            assertThat(client.readsEnd()).isTrue();
        }
    }

    @Test
    void a_ping_is_answered_with_its_payload() throws Exception {
        try (RawClient client = open("/ws")) {
            client.send(RawClient.frame(Frames.PING, "are you there".getBytes(UTF_8)));
            RawClient.Frame pong = client.reads();
            assertThat(pong.opcode()).isEqualTo(Frames.PONG);
            assertThat(pong.text()).isEqualTo("are you there");
        }
    }

    @Test
    void text_that_is_not_utf_8_is_1007() throws Exception {
        assertClosed("/ws", RawClient.frame(Frames.TEXT, new byte[] {'a', (byte) 0xC0, (byte) 0x80}), 1007);
    }

    @Test
    void a_claim_of_too_many_bytes_is_1009_before_they_come() throws Exception {
        assertClosed("/ws", RawClient.frame(0x82, 65537, new byte[0]), 1009);
    }

    @Test
    void a_claim_of_two_to_the_63_is_1009() throws Exception {
        assertClosed("/ws", RawClient.frame(0x82, Long.MIN_VALUE, new byte[0]), 1009);
    }

    @Test
    void an_unmasked_frame_is_1002() throws Exception {
        assertClosed("/ws", new byte[] {(byte) 0x81, 1, 'a'}, 1002);
    }

    @Test
    void publishing_where_it_is_not_allowed_is_1008_with_the_reason() throws Exception {
        RawClient.Frame close = assertEnded("/time", RawClient.frame(Frames.TEXT, "noon".getBytes(UTF_8)), 1008);
        assertThat(close.closeReason())
                .isEqualTo("publishing to channel time is for the server API only (channels.default.publish)");
    }

    @Test
    void what_is_refused_for_now_is_1013_on_a_bare_socket() throws Exception {
        server.broker.refusal = new Refusal(ErrorCode.NO_QUORUM, "one of three nodes");
        RawClient.Frame close = assertEnded("/ws", RawClient.frame(Frames.TEXT, "a".getBytes(UTF_8)), 1013);
        assertThat(close.closeReason()).isEqualTo("one of three nodes");
    }

    @Test
    void a_fault_of_ours_is_1011_and_says_nothing_of_itself() throws Exception {
        server.broker.fault = new IllegalStateException("secret");
        RawClient.Frame close = assertClosed("/ws", RawClient.frame(Frames.TEXT, "a".getBytes(UTF_8)), 1011);
        assertThat(close.closeReason()).isEqualTo("a fault of the server");
    }

    @Test
    void what_was_said_before_a_violation_is_answered_first() throws Exception {
        try (RawClient client = open("/ws")) {
            server.broker.slow = true;
            client.send(RawClient.frame(Frames.TEXT, "a".getBytes(UTF_8)), new byte[] {(byte) 0x83, (byte) 0x80});
            assertThat(client.reads().text()).isEqualTo("a");
            assertThat(server.onLoop(() -> server.hub().subscriptions()))
                    .as("not closed yet")
                    .isEqualTo(1);
            server.onLoop(() -> {
                server.broker.answerAll();
                return true;
            });
            assertThat(client.reads().closeCode()).isEqualTo(1002);
            assertThat(client.readsEnd()).isTrue();
        }
    }

    @Test
    void too_many_fragments_are_1008() throws Exception {
        byte[] more = RawClient.frame(Frames.CONTINUATION, 0, new byte[0]);
        byte[][] fragments = new byte[Limits.DEFAULT.fragments() + 1][];
        Arrays.fill(fragments, more);
        fragments[0] = RawClient.frame(Frames.TEXT, 0, new byte[0]);
        RawClient.Frame close = assertClosed("/ws", RawClient.join(fragments), 1008);
        assertThat(close.closeReason()).isEqualTo("a message has at most 1024 frames");
    }

    /** It is closed without waiting for an answer. */
    private RawClient.Frame assertClosed(String path, byte[] bytes, int code) throws Exception {
        return assertClosed(path, bytes, code, false);
    }

    /** It is closed by a close handshake. */
    private RawClient.Frame assertEnded(String path, byte[] bytes, int code) throws Exception {
        return assertClosed(path, bytes, code, true);
    }

    private RawClient.Frame assertClosed(String path, byte[] bytes, int code, boolean answers) throws Exception {
        try (RawClient client = open(path);
                RawClient other = open(path)) {
            client.send(bytes);
            RawClient.Frame close = client.readsClose();
            assertThat(close.closeCode()).isEqualTo(code);
            if (answers) {
                client.send(RawClient.closeFrame(code, ""));
            }
            assertThat(client.readsEnd()).isTrue();
            other.send(RawClient.frame(Frames.PING, new byte[] {7}));
            assertThat(other.reads().opcode()).as("others do not notice").isEqualTo(Frames.PONG);
            return close;
        }
    }

    @Test
    void what_is_refused_for_now_is_told_in_json_and_the_session_goes_on() throws Exception {
        try (RawClient client = open("/json")) {
            client.reads();
            server.broker.refusal = new Refusal(ErrorCode.BUSY, "later");
            client.sendText("a");
            assertThat(client.reads().text())
                    .isEqualTo("{\"error\":{\"code\":4502,\"name\":\"busy\",\"message\":\"later\"}}");
            server.broker.refusal = null;
            client.sendText("b");
            assertThat(client.reads().text()).contains("\"data\":\"b\"");
        }
    }

    @Test
    void a_json_session_is_told_where_it_stands() throws Exception {
        try (RawClient client = open("/json")) {
            assertThat(client.reads().text())
                    .isEqualTo("{\"channel\":\"echo\",\"epoch\":\"x7\",\"offset\":0,\"node\":\"node1\"}");
        }
    }

    @Test
    void a_gap_is_told_in_json() throws Exception {
        try (RawClient client = open("/json?after=old:5")) {
            client.reads();
            assertThat(client.reads().text())
                    .startsWith("{\"gap\":{\"after\":\"old:5\",\"epoch\":\"x7\",\"oldest\":1,");
        }
    }

    @Test
    void a_gap_closes_a_bare_socket_with_4009() throws Exception {
        try (RawClient client = open("/ws?after=old:5")) {
            RawClient.Frame close = client.readsClose();
            assertThat(close.closeCode()).isEqualTo(4009);
            assertThat(close.closeReason()).isEqualTo("gap");
        }
    }

    @Test
    void what_one_says_all_hear_in_one_order() throws Exception {
        try (RawClient one = open("/ws");
                RawClient two = open("/ws")) {
            for (int i = 0; i < 500; i++) {
                one.sendText("one " + i);
                two.sendText("two " + i);
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(two.reads().text()).isEqualTo(one.reads().text());
            }
        }
    }

    @Test
    void one_whose_messages_are_not_acknowledged_is_not_read_from() throws Exception {
        try (RawClient client = open("/ws")) {
            server.broker.slow = true;
            byte[] message = RawClient.frame(Frames.TEXT, "a".getBytes(UTF_8));
            for (int i = 0; i < 3 * ChannelSession.UNACKNOWLEDGED; i++) {
                client.send(message);
            }
            for (int i = 0; i < ChannelSession.UNACKNOWLEDGED; i++) {
                client.reads();
            }
            assertThat(server.onLoop(server.broker.published::get)).isEqualTo(ChannelSession.UNACKNOWLEDGED);
            server.broker.slow = false;
            server.onLoop(() -> {
                server.broker.answerAll();
                return true;
            });
            for (int i = 0; i < 2 * ChannelSession.UNACKNOWLEDGED; i++) {
                assertThat(client.reads().text()).isEqualTo("a");
            }
        }
    }

    @Test
    void a_ping_that_had_to_wait_is_answered_when_messages_are_acknowledged() throws Exception {
        try (RawClient client = open("/ws")) {
            server.broker.slow = true;
            byte[] message = RawClient.frame(Frames.TEXT, "a".getBytes(UTF_8));
            for (int i = 1; i < ChannelSession.UNACKNOWLEDGED; i++) {
                client.send(message);
            }
            client.send(RawClient.join(message, RawClient.frame(Frames.PING, "still there".getBytes(UTF_8))));
            for (int i = 0; i < ChannelSession.UNACKNOWLEDGED; i++) {
                client.reads();
            }
            server.onLoop(() -> {
                server.broker.answerAll();
                return true;
            });
            RawClient.Frame pong = client.reads();
            assertThat(pong.opcode()).isEqualTo(Frames.PONG);
            assertThat(pong.text()).isEqualTo("still there");
        }
    }

    @Test
    void all_are_closed_with_1012_when_the_node_stops() throws Exception {
        try (RawClient one = open("/ws");
                RawClient two = open("/json")) {
            Future<Void> all = server.onLoop(
                    () -> server.connections().close(CloseCode.SERVICE_RESTART, "restart", Duration.ofMillis(200)));
            for (RawClient each : new RawClient[] {one, two}) {
                assertThat(each.readsClose().closeCode()).isEqualTo(1012);
                each.send(RawClient.closeFrame(1012, ""));
                assertThat(each.readsEnd()).isTrue();
                each.close();
            }
            TimeLimits.await(all);
            assertThat(server.onLoop(() -> server.connections().size())).isZero();
            assertThat(server.metrics.connections()).isZero();
        }
    }

    @Test
    void inspect_pings_at_once_and_says_how_long_it_took() throws Exception {
        try (RawClient client = open("/inspect")) {
            assertThat(client.reads().text()).contains("\"uri\":\"/inspect\"", "[\"Upgrade\",\"websocket\"]");
            client.sendText("{\"ping\":true}");
            client.reads();
            RawClient.Frame ping = client.reads();
            assertThat(ping.opcode()).isEqualTo(Frames.PING);
            client.send(RawClient.frame(Frames.PONG, ping.payload()));
            assertThat(client.reads().text()).matches("\\{\"pong\":\\{\"ms\":[0-9.]+}}");
        }
    }

    @Test
    void inspect_closes_as_it_is_told() throws Exception {
        try (RawClient client = open("/inspect")) {
            client.sendText("{\"close\":4000,\"reason\":\"enough\"}");
            RawClient.Frame close = client.readsClose();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.closeReason()).isEqualTo("enough");
        }
    }

    @Test
    void inspect_does_not_send_codes_that_must_not_be_sent() throws Exception {
        try (RawClient client = open("/inspect")) {
            client.reads();
            client.sendText("{\"close\":1005}");
            client.reads();
            assertThat(client.reads().text()).startsWith("{\"error\":{\"code\":107,");
        }
    }
}
