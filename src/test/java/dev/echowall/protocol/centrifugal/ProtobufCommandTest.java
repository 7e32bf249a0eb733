package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.protocol.centrifugal.Command.Connect;
import dev.echowall.protocol.centrifugal.Command.Ping;
import dev.echowall.protocol.centrifugal.Command.Pong;
import dev.echowall.protocol.centrifugal.Command.Publish;
import dev.echowall.protocol.centrifugal.Command.Subscribe;
import dev.echowall.protocol.centrifugal.Command.Unknown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufCommandTest {
    private final List<Command> read = new ArrayList<>();

    @Test
    void a_single_zero_is_a_pong() throws MalformedMessage {
        decode("00");
        assertThat(read).containsExactly(new Pong());
    }

    @Test
    void commands_follow_each_other_by_their_lengths() throws MalformedMessage {
        decode("04 0801 5a00", "00", "02 0805", "09 0802 2a05 0a03 616263");
        assertThat(read)
                .containsExactly(
                        new Ping(1),
                        new Pong(),
                        new Unknown(5),
                        new Subscribe(
                                2,
                                new SubscribeRequest(
                                        "abc", "", false, new Position("", 0), false, false, false, 0, 0, false)));
    }

    @Test
    void what_stands_before_the_malformed_part_is_delivered() {
        assertMalformed("04 0801 5a00", "05 0801");
        assertThat(read).containsExactly(new Ping(1));
    }

    @Test
    void data_that_is_json_is_json_and_other_data_is_binary() throws MalformedMessage, IOException {
        for (String json : new String[] {"{\"a\": [1]}", "\"text\"", "5", " null\n", "-0.5e1", "[{}]"}) {
            assertThat(published(json.getBytes(UTF_8))).isEqualTo(Payload.json(json));
        }
        for (String other : new String[] {"text", "{", "5 6", "01", "\"a\nb\"", "nul", "true,", " ", "\u0000\u0000"}) {
            assertThat(published(other.getBytes(UTF_8))).isEqualTo(Payload.binary(other.getBytes(UTF_8)));
        }
        byte[] half = {'"', (byte) 0xC3, '"'};
        assertThat(published(half)).isEqualTo(Payload.binary(half));
        byte[] wide = "{\"a\":1}".getBytes(UTF_16LE);
        assertThat(published(wide)).isEqualTo(Payload.binary(wide));
    }

    @Test
    void no_data_and_empty_data_are_the_same() throws MalformedMessage, IOException {
        assertThat(published(new byte[0])).isNull();
        read.clear();
        decode("06 0801 3a02 1200");
        assertThat(read).containsExactly(new Publish(1, "", null));
    }

    @Test
    void an_id_is_cut_to_32_bits() throws MalformedMessage {
        decode("08 08 8180808010 5a00");
        assertThat(read).containsExactly(new Ping(1));
    }

    @Test
    void an_offset_beyond_what_a_stream_can_have_is_the_largest_there_is() throws MalformedMessage {
        decode("0f 0801 2a0b 38 ffffffffffffffffff01");
        assertThat(((Subscribe) read.get(0)).request().from()).isEqualTo(new Position("", Long.MAX_VALUE));
    }

    @Test
    void a_message_that_comes_in_parts_is_one_and_of_several_methods_the_first_counts() throws MalformedMessage {
        // presence, then subscribe in two parts: its channel, its token.
        decode("11 0801 42030a0161 2a030a0162 2a03120174");
        assertThat(read)
                .containsExactly(new Subscribe(
                        1,
                        new SubscribeRequest("b", "t", false, new Position("", 0), false, false, false, 0, 0, false)));
    }

    @Test
    void an_entry_without_a_value_is_an_empty_request() throws MalformedMessage {
        decode("09 0801 2205 1a03 0a0161");
        SubscribeRequest empty =
                new SubscribeRequest("a", "", false, new Position("", 0), false, false, false, 0, 0, false);
        assertThat(read).containsExactly(new Connect(1, "", Map.of("a", empty), "", "", null));
    }

    @Test
    void a_known_field_of_another_wire_type_is_passed_over() throws MalformedMessage {
        // id as fixed32, as fixed64, as bytes; ping as a varint.
        decode("13 0d01000000 090100000000000000 0a0101 5801");
        assertThat(read).containsExactly(new Pong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "01", // ends before its one byte
                "80", // ends within its length
                "ffffffff0f", // a length of 2^32 - 1
                "ffffffff07", // a length of 2^31 - 1
                "80808080808080808080 01", // a length of more than ten bytes
                "01 08", // a field without a value
                "02 0880", // ends within a number
                "0c 08 80808080808080808080 00", // a number of eleven bytes
                "02 0000", // a field of the number 0
                "02 0b0c", // a group
                "01 0c", // the end of a group
                "02 0e00", // wire type 6
                "02 0f00", // wire type 7
                "03 0d0000", // ends within fixed32
                "05 0900000000", // ends within fixed64
                "04 2a05 0a03", // goes beyond the message around it
                "04 2a02 0a03 616263", // a string beyond its message
                "05 2a03 0a01 c3", // half a character
                "06 2a04 0a02 c080", // an overlong form
                "07 2a05 0a03 eda080", // half of a surrogate pair
                "06 2204 1a02 0a05" // within an entry
            })
    void what_is_truncated_or_no_protobuf_is_malformed(String message) {
        assertMalformed(message);
    }

    private @Nullable Payload published(byte[] data) throws MalformedMessage, IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        ProtobufSchema.message(ProtobufSchema.COMMAND, Map.of("publish", Map.of("data", data, "channel", "a")))
                .writeDelimitedTo(message);
        Protocol.PROTOBUF.decoder().decode(message.toByteArray(), read::add);
        return ((Publish) read.get(read.size() - 1)).data();
    }

    private void decode(String... hex) throws MalformedMessage {
        Protocol.PROTOBUF.decoder().decode(bytes(hex), read::add);
    }

    private void assertMalformed(String... hex) {
        assertThatExceptionOfType(MalformedMessage.class)
                .isThrownBy(() -> Protocol.PROTOBUF.decoder().decode(bytes(hex), read::add));
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }
}
