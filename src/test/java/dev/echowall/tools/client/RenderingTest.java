package dev.echowall.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final Rendering PIPED = new PlainRendering(false, false);
    private static final Rendering SHOWN = new PlainRendering(true, false);
    private static final Rendering JSON = new JsonRendering();

    @Test
    void text_for_a_pipe_is_byte_for_byte() {
        String text = "\u001b]0;title\u0007 \u009b2J 回音壁 \u202e\n";
        assertThat(PIPED.line(Message.text(text), 0)).isEqualTo(Buffer.buffer(text));
    }

    @Test
    void text_for_a_terminal_cannot_drive_it() {
        String text = "\u001b]0;t\u0007\u007f\u009b2J\r\n\u202eabc\u2066\u0000";
        assertThat(SHOWN.line(Message.text(text), 0).toString())
                .isEqualTo("\\x1b]0;t\\x07\\x7f\\u009b2J\\r\\n\\u202eabc\\u2066\\x00");
    }

    @Test
    void text_for_a_terminal_keeps_what_is_harmless() {
        String text = "tab\there, 回音壁, é, 👋🏽, {\"a\":\"\\n\"}";
        assertThat(SHOWN.line(Message.text(text), 0).toString()).isEqualTo(text);
    }

    @Test
    void short_binary_is_shown_whole() {
        assertThat(PIPED.line(Message.binary(bytes(0x00, 0x7f, 0x80, 0xff)), 0).toString())
                .isEqualTo("binary 4 bytes: 00 7f 80 ff");
        assertThat(PIPED.line(Message.binary(bytes(0x0a)), 0).toString()).isEqualTo("binary 1 byte: 0a");
        assertThat(PIPED.line(Message.binary(bytes()), 0).toString()).isEqualTo("binary 0 bytes");
    }

    @Test
    void long_binary_is_cut_visibly() {
        Message message = Message.binary(Buffer.buffer(new byte[65]));
        assertThat(PIPED.line(message, 0).toString()).isEqualTo("binary 65 bytes:" + " 00".repeat(64) + " …");
        assertThat(new PlainRendering(false, true).line(message, 0).toString())
                .isEqualTo("binary 65 bytes:" + " 00".repeat(65));
    }

    @Test
    void json_holds_the_time_the_type_and_the_text() {
        assertThat(JSON.line(Message.text("say \"回音\"\n"), 1763800000000L).toString())
                .isEqualTo("{\"time\":1763800000000,\"type\":\"text\",\"data\":\"say \\\"回音\\\"\\n\"}");
    }

    @Test
    void json_holds_binary_as_base64() {
        assertThat(JSON.line(Message.binary(Buffer.buffer("hello")), 7).toString())
                .isEqualTo("{\"time\":7,\"type\":\"binary\",\"b64data\":\"aGVsbG8=\"}");
    }

    @Test
    void json_is_one_harmless_line_that_means_the_same() {
        String text = "\u001b[2J\u007f\u009b\u2028\u202e\r\n\t\\";
        String line = JSON.line(Message.text(text), 0).toString();
        assertThat(line).matches("[\\x20-\\x7e]*");
        assertThat(new JsonObject(line).getString("data")).isEqualTo(text);
    }

    private static Buffer bytes(int... values) {
        Buffer buffer = Buffer.buffer();
        for (int value : values) {
            buffer.appendByte((byte) value);
        }
        return buffer;
    }
}
