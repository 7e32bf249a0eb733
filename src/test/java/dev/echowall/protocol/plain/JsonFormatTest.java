package dev.echowall.protocol.plain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void a_text_is_a_string() {
        assertThat(json(Payload.text("hi")))
                .isEqualTo("{\"channel\":\"echo\",\"epoch\":\"x7\",\"offset\":42,\"time\":1700000000000,"
                        + "\"node\":\"node1\",\"data\":\"hi\"}");
    }

    @Test
    void json_is_the_value_itself() {
        assertThat(json(Payload.json("{\"a\": [1, \"é\"]}"))).endsWith(",\"data\":{\"a\": [1, \"é\"]}}");
    }

    @Test
    void bytes_are_base64() {
        assertThat(json(Payload.binary(new byte[] {(byte) 0xFB, (byte) 0xFF, 0, 1})))
                .endsWith(",\"b64data\":\"+/8AAQ==\"}");
    }

    @Test
    void what_json_forbids_in_a_string_is_escaped() {
        assertThat(json(Payload.text("\"\\/\b\t\n\f\r\u0000\u001f\u007f")))
                .endsWith("\"data\":\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\"}");
    }

    @Test
    void any_text_comes_back_from_another_reader_of_json() throws JsonProcessingException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(200), 0, 0x110000)
                    .map(c -> random.nextInt(3) > 0 ? c % 128 : c)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .forEach(text::appendCodePoint);
            JsonNode read = MAPPER.readTree(json(Payload.text(text.toString())));
            assertThat(read.get("data").textValue()).as("seed %d", seed).isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 39, 40, 41, 42, 126, 65_400, 65_450, 65_500, 70_000})
    void the_frame_is_as_long_as_its_header_says(int length) {
        String quotes = "\"".repeat(length / 7) + "é".repeat(length - length / 7);
        for (Payload payload :
                new Payload[] {Payload.text(quotes), Payload.binary(new byte[length]), Payload.json("[" + length + "]")
                }) {
            ByteBuf frame = Unpooled.buffer();
            JsonFormat.INSTANCE.encode(publication(payload), frame);
            assertThat(frame.readUnsignedByte()).isEqualTo((short) 0x81);
            long said = frame.readUnsignedByte();
            said = said == 126 ? frame.readUnsignedShort() : said == 127 ? frame.readLong() : said;
            assertThat(said).isEqualTo(frame.readableBytes());
            assertThat(frame.toString(UTF_8)).isEqualTo(json(payload));
        }
    }

    @Test
    void a_node_may_have_any_name() throws JsonProcessingException {
        String name = "nöde \"1\"\n";
        ByteBuf out = Unpooled.buffer();
        JsonFormat.write(new Publication(ChannelName.of("echo"), "x7", 1, 2, name, Payload.text("")), out);
        assertThat(MAPPER.readTree(out.toString(UTF_8)).get("node").textValue()).isEqualTo(name);
        assertThat(MAPPER.readTree(JsonFormat.subscribed(ChannelName.of("echo"), new Position("x7", 1), name))
                        .get("node")
                        .textValue())
                .isEqualTo(name);
    }

    @Test
    void a_new_subscriber_is_told_where_it_stands() {
        assertThat(JsonFormat.subscribed(ChannelName.of("echo"), new Position("x7", 42), "node1"))
                .isEqualTo("{\"channel\":\"echo\",\"epoch\":\"x7\",\"offset\":42,\"node\":\"node1\"}");
    }

    @Test
    void a_gap_is_told_with_the_way_on() {
        assertThat(JsonFormat.gap(new Position("x7", 3), "x8", 1, "epoch"))
                .isEqualTo("{\"gap\":{\"after\":\"x7:3\",\"epoch\":\"x8\",\"oldest\":1,\"reason\":\"epoch\"}}");
    }

    @Test
    void a_gap_after_nothing_known_says_null() {
        assertThat(JsonFormat.gap(null, "x8", 1, "epoch")).startsWith("{\"gap\":{\"after\":null,");
    }

    private static String json(Payload payload) {
        ByteBuf out = Unpooled.buffer();
        JsonFormat.write(publication(payload), out);
        return out.toString(UTF_8);
    }

    private static Publication publication(Payload payload) {
        return new Publication(ChannelName.of("echo"), "x7", 42, 1_700_000_000_000L, "node1", payload);
    }
}
