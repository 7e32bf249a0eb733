package dev.echowall.session.plain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with odd heads, over a socket. */
class RequestFilterIT {
    private SocketServer server;

    @BeforeEach
    void start() {
        server = new SocketServer(Limits.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] handshakeWith(String lines) {
        String request = new String(RawClient.request("/ws"), ISO_8859_1);
        return (request.substring(0, request.length() - 2) + lines + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\r\n b", "X", "X : a", "X: a\nY: b", "X: a\rY: b", "X: \0", "X(Y): a", ": a"})
    void an_odd_header_line_is_answered_400_and_the_connection_ends(String lines) throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(handshakeWith(lines));
            String answer = client.readsAnswer();
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("connection: close");
            assertThat(client.readsBody(answer)).startsWith("{\"error\":{\"code\":107,\"name\":\"bad_request\",");
            assertThat(client.readsEnd()).isTrue();
        }
    }

    @Test
    void a_head_of_more_than_16_kib_is_answered_431_before_it_ends() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            String long1 = "X: " + "a".repeat(4000) + "\r\n";
            client.send(("GET / HTTP/1.1\r\n" + long1.repeat(5)).getBytes(ISO_8859_1));
            assertThat(client.readsAnswer()).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void a_second_request_of_the_same_connection_is_looked_over_too() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
            String first = client.readsAnswer();
            assertThat(first).startsWith("HTTP/1.1 426 ");
            client.readsBody(first);
            client.send(handshakeWith("X: a\r\n b"));
            assertThat(client.readsAnswer()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void a_request_behind_a_refused_handshake_is_looked_over_too() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            byte[] refused = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n".getBytes(ISO_8859_1);
            client.send(refused, handshakeWith("X : a"));
            String first = client.readsAnswer();
            assertThat(first).startsWith("HTTP/1.1 400 ");
            client.readsBody(first);
            assertThat(client.readsAnswer()).startsWith("HTTP/1.1 400 ");
            assertThat(client.readsEndAfterRest()).isTrue();
        }
    }

    @Test
    void after_the_handshake_any_bytes_are_frames() throws Exception {
        byte[] text = "\0\n\r\n a\r\n".getBytes(UTF_8);
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.request("/inspect"), RawClient.frame(Frames.TEXT, text));
            client.readsAnswer();
            client.reads();
            assertThat(client.reads().text()).startsWith("{\"message\":{\"kind\":\"TEXT\",\"bytes\":8,");
            client.send(RawClient.frame(Frames.TEXT, text));
            assertThat(client.reads().text()).startsWith("{\"message\":{\"kind\":\"TEXT\",\"bytes\":8,");
        }
    }

    @Test
    void a_handshake_may_come_byte_by_byte() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            for (byte each : RawClient.request("/ws")) {
                client.send(new byte[] {each});
            }
            assertThat(client.readsAnswer()).startsWith("HTTP/1.1 101 ");
        }
    }
}
