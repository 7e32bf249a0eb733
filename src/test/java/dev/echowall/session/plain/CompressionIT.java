package dev.echowall.session.plain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.ClientDeflater;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.Limits;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate over a socket, numbered like the cases of the Autobahn test suite where it has them. */
class CompressionIT {
    private static final int DEFLATED_TEXT = 0xC1;
    private static final String OFFER = "permessage-deflate; client_max_window_bits";

    private SocketServer server;

    @BeforeEach
    void start() {
        server = new SocketServer(Limits.DEFAULT, true);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] offering(String path, String offer) {
        String request = new String(RawClient.request(path), ISO_8859_1);
        return request.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: " + offer + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private RawClient open(String offer) throws Exception {
        RawClient client = RawClient.connect(server.port());
        client.send(offering("/ws", offer));
        assertThat(client.readsAnswer()).contains("permessage-deflate; server_no_context_takeover");
        return client;
    }

    private static String letters(int size) {
        return "what one whispers, all along the wall hear; "
                .repeat(size / 44 + 1)
                .substring(0, size);
    }

    /** The text of a frame, which says nothing of those before it. */
    private static String text(RawClient.Frame frame) throws DataFormatException {
        if (!frame.deflated()) {
            return frame.text();
        }
        Inflater inflater = new Inflater(true);
        byte[] payload = Arrays.copyOf(frame.payload(), frame.payload().length + 4);
        payload[payload.length - 1] = (byte) 0xFF;
        payload[payload.length - 2] = (byte) 0xFF;
        inflater.setInput(payload);
        byte[] out = new byte[1 << 20];
        int count = inflater.inflate(out);
        inflater.end();
        return new String(out, 0, count, UTF_8);
    }

    private String answer(String offer) throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(offering("/ws", offer));
            return client.readsAnswer();
        }
    }

    @Test
    void what_is_agreed_on_is_in_the_answer() throws Exception {
        assertThat(answer("permessage-deflate; server_max_window_bits=10; client_no_context_takeover"))
                .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                        + "server_max_window_bits=10");
    }

    @Test
    void an_offer_that_we_cannot_take_is_declined_and_the_connection_goes_on_without() throws Exception {
        assertThat(answer("permessage-deflate; server_max_window_bits=99"))
                .startsWith("HTTP/1.1 101 ")
                .doesNotContainIgnoringCase("sec-websocket-extensions");
    }

    @Test
    void a_header_against_the_grammar_is_400() throws Exception {
        assertThat(answer("permessage-deflate; =1")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void without_compression_nothing_is_agreed_on() throws Exception {
        server.close();
        server = new SocketServer(Limits.DEFAULT);
        assertThat(answer(OFFER)).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("sec-websocket-extensions");
        assertThat(answer("permessage-deflate; =1")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536})
    void case_12_messages_of_all_sizes_come_back(int size) throws Exception {
        try (RawClient client = open(OFFER);
                ClientDeflater out = new ClientDeflater(true)) {
            for (int i = 0; i < 20; i++) {
                String message = i % 10 + letters(size - 1);
                client.send(RawClient.frame(DEFLATED_TEXT, out.message(message.getBytes(UTF_8))));
                RawClient.Frame frame = client.reads();
                assertThat(text(frame)).isEqualTo(message);
                assertThat(frame.deflated()).isEqualTo(size >= 128);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=9",
                "permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=9, permessage-deflate"
            })
    void case_13_messages_come_back_whatever_was_agreed_on(String offer) throws Exception {
        try (RawClient client = open(offer);
                ClientDeflater out = new ClientDeflater(!offer.contains("client_no_context"))) {
            for (int i = 0; i < 20; i++) {
                String message = i + letters(20_000);
                client.send(RawClient.frame(DEFLATED_TEXT, out.message(message.getBytes(UTF_8))));
                assertThat(text(client.reads())).isEqualTo(message);
            }
        }
    }

    @Test
    void one_who_agreed_and_one_who_did_not_hear_the_same() throws Exception {
        try (RawClient one = open(OFFER);
                RawClient two = open(OFFER);
                RawClient three = RawClient.open(server.port(), "/ws")) {
            three.sendText(letters(1000));
            RawClient.Frame first = one.reads();
            assertThat(first.deflated()).isTrue();
            assertThat(two.reads().payload()).isEqualTo(first.payload());
            assertThat(three.reads().text()).isEqualTo(letters(1000)).isEqualTo(text(first));
        }
    }

    @Test
    void notices_come_plain_among_compressed_publications() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(offering("/json", OFFER));
            client.readsAnswer();
            RawClient.Frame subscribed = client.reads();
            assertThat(subscribed.deflated()).isFalse();
            assertThat(subscribed.text()).contains("\"epoch\":\"x7\"");
            client.sendText(letters(500));
            RawClient.Frame heard = client.reads();
            assertThat(heard.deflated()).isTrue();
            assertThat(text(heard)).contains("\"data\":\"" + letters(500));
        }
    }

    @Test
    void a_bomb_is_1009() throws Exception {
        byte[] bomb;
        try (ClientDeflater out = new ClientDeflater(false)) {
            bomb = out.message(new byte[32 << 20]);
        }
        assertThat(bomb.length).isLessThan(Limits.DEFAULT.messageBytes());
        assertClosed(bomb, 1009);
    }

    @Test
    void what_does_not_inflate_is_1007() throws Exception {
        assertClosed(new byte[] {(byte) 0xFF, 1, 2, 3}, 1007);
    }

    @Test
    void compressed_text_that_is_not_utf_8_is_1007() throws Exception {
        try (ClientDeflater out = new ClientDeflater(false)) {
            assertClosed(out.message(new byte[] {(byte) 0xC0, (byte) 0x80}), 1007);
        }
    }

    private void assertClosed(byte[] payload, int code) throws Exception {
        try (RawClient client = open(OFFER);
                RawClient other = open(OFFER)) {
            client.send(RawClient.frame(DEFLATED_TEXT, payload));
            assertThat(client.readsClose().closeCode()).isEqualTo(code);
            assertThat(client.readsEnd()).isTrue();
            other.send(RawClient.frame(Frames.PING, new byte[] {7}));
            assertThat(other.reads().opcode()).as("others do not notice").isEqualTo(Frames.PONG);
        }
    }
}
