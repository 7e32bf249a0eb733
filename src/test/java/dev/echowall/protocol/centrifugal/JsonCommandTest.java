package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.protocol.centrifugal.Command.Connect;
import dev.echowall.protocol.centrifugal.Command.History;
import dev.echowall.protocol.centrifugal.Command.Pong;
import dev.echowall.protocol.centrifugal.Command.Presence;
import dev.echowall.protocol.centrifugal.Command.Publish;
import dev.echowall.protocol.centrifugal.Command.Refresh;
import dev.echowall.protocol.centrifugal.Command.Rpc;
import dev.echowall.protocol.centrifugal.Command.Subscribe;
import dev.echowall.protocol.centrifugal.Command.Unknown;
import dev.echowall.protocol.centrifugal.Command.Unsubscribe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCommandTest {
    private final List<Command> read = new ArrayList<>();

    @Test
    void connect_and_subscribe_come_in_one_message_with_their_ids_last() throws MalformedMessage {
        decode("{\"connect\":{\"name\":\"js\"},\"id\":1}\n{\"subscribe\":{\"channel\":\"news\",\"flag\":1},\"id\":2}");
        assertThat(read)
                .containsExactly(
                        new Connect(1, "", Map.of(), "js", "", null),
                        new Subscribe(2, request("news", new Position("", 0), 1)));
    }

    @Test
    void one_line_break_may_stand_at_the_end() throws MalformedMessage {
        decode("{}\n");
        assertThat(read).containsExactly(new Pong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " ", "\n{}", "{}\n\n{}", "{}\n\n", "{} {}", "{}{}", "{}\n,{}"})
    void anything_else_between_commands_is_malformed(String message) {
        assertMalformed(message);
    }

    @Test
    void what_stands_before_the_malformed_part_is_delivered() {
        assertMalformed("{\"id\":1,\"ping\":{}}\n{\"id\":2,\"presence\":{\"channel\":\"a\"}}\n{\"id\":3,");
        assertThat(read).containsExactly(new Command.Ping(1), new Presence(2, "a"));
    }

    @Test
    void a_pretty_printed_command_is_read_and_its_data_is_on_one_line() throws MalformedMessage {
        decode(
                "{\r\n  \"id\": 7,\n  \"publish\": {\n    \"channel\": \"a\",\n    \"data\": {\r\n      \"x\": \"\\n\"\n    }\n  }\n}");
        assertThat(read).containsExactly(new Publish(7, "a", Payload.json("{      \"x\": \"\\n\"    }")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\" : [1, \"é\"]}",
                "\"text\"",
                "\"\"",
                "-12.50e+3",
                "0",
                "true",
                "null",
                "[]",
                "[ ]",
                "\"\\ud800\""
            })
    void data_is_the_bytes_of_the_value(String value) throws MalformedMessage {
        decode("{\"id\":1,\"publish\":{\"data\": " + value + " ,\"channel\":\"a\"}}\n{\"id\":2,\"rpc\":{\"data\":"
                + value + "}}");
        assertThat(read).containsExactly(new Publish(1, "a", Payload.json(value)), new Rpc(2, "", Payload.json(value)));
    }

    @Test
    void data_that_was_not_sent_is_null() throws MalformedMessage {
        decode("{\"id\":1,\"publish\":{\"channel\":\"a\"}}");
        assertThat(read).containsExactly(new Publish(1, "a", null));
    }

    @Test
    void null_is_as_if_it_were_not_there() throws MalformedMessage {
        decode("{\"id\":1,\"connect\":null,\"history\":{\"channel\":\"a\",\"since\":null,\"limit\":null}}");
        assertThat(read).containsExactly(new History(1, "a", 0, null, false));
    }

    @Test
    void an_empty_since_is_the_beginning() throws MalformedMessage {
        decode("{\"id\":1,\"history\":{\"channel\":\"a\",\"since\":{},\"limit\":-1}}");
        assertThat(read).containsExactly(new History(1, "a", -1, new Position("", 0), false));
    }

    @Test
    void unknown_fields_are_passed_over_wherever_they_are() throws MalformedMessage {
        decode(
                "{\"new\":{\"deep\":[{\"id\":9}]},\"id\":1,\"unsubscribe\":{\"id\":8,\"channel\":\"a\",\"why\":[[]]},\"old\":1.5}");
        assertThat(read).containsExactly(new Unsubscribe(1, "a"));
    }

    @Test
    void a_command_without_a_known_method_is_unknown_and_without_an_id_a_pong() throws MalformedMessage {
        decode("{\"id\":5,\"fly\":{}}\n{\"fly\":{}}");
        assertThat(read).containsExactly(new Unknown(5), new Pong());
    }

    @Test
    void of_several_methods_the_first_of_the_schema_counts() throws MalformedMessage {
        decode(
                "{\"refresh\":{\"token\":\"t\"},\"unsubscribe\":{\"channel\":\"a\"},\"presence\":{\"channel\":\"b\"},\"id\":1}");
        assertThat(read).containsExactly(new Unsubscribe(1, "a"));
    }

    @Test
    void of_a_field_that_comes_twice_the_last_counts() throws MalformedMessage {
        decode("{\"id\":1,\"id\":2,\"refresh\":{\"token\":\"a\",\"token\":\"b\"}}");
        assertThat(read).containsExactly(new Refresh(2, "b"));
    }

    @Test
    void positions_in_server_side_subscriptions_come_by_channel() throws MalformedMessage {
        decode("{\"id\":1,\"connect\":{\"token\":\"t\",\"data\":{\"a\":1},\"headers\":{\"x\":\"y\"},"
                + "\"subs\":{\"a\":{\"recover\":true,\"offset\":5,\"epoch\":\"x7\",\"flag\":3},\"b\":{}}}}");
        SubscribeRequest a =
                new SubscribeRequest("a", "", true, new Position("x7", 5), false, false, false, 3, 0, false);
        assertThat(read)
                .containsExactly(new Connect(
                        1,
                        "t",
                        Map.of("a", a, "b", request("b", new Position("", 0), 0)),
                        "",
                        "",
                        Payload.json("{\"a\":1}")));
        assertThat(a.has(SubscribeRequest.COMPACTION)).isTrue();
        assertThat(a.has(SubscribeRequest.REJECT_UNRECOVERED)).isTrue();
    }

    @Test
    void a_filter_is_noticed_and_not_read() throws MalformedMessage {
        decode("{\"id\":1,\"subscribe\":{\"tf\":{\"op\":\"and\",\"nodes\":[{\"key\":\"k\"}]},\"type\":1}}");
        assertThat(read)
                .containsExactly(new Subscribe(
                        1, new SubscribeRequest("", "", false, new Position("", 0), false, false, false, 0, 1, true)));
    }

    @Test
    void an_id_has_32_bits_without_a_sign() throws MalformedMessage {
        decode("{\"id\":4294967295,\"ping\":{}}");
        assertThat(Integer.toUnsignedLong(read.get(0).id())).isEqualTo(4_294_967_295L);
        assertMalformed("{\"id\":4294967296,\"ping\":{}}");
        assertMalformed("{\"id\":-1,\"ping\":{}}");
    }

    @Test
    void an_offset_beyond_what_a_stream_can_have_is_the_largest_there_is() throws MalformedMessage {
        decode("{\"id\":1,\"subscribe\":{\"offset\":18446744073709551615,\"epoch\":\"x7\"}}");
        decode("{\"id\":1,\"subscribe\":{\"offset\":\"9223372036854775808\",\"epoch\":\"x7\"}}");
        assertThat(read).hasSize(2).containsOnly(new Subscribe(1, request("", new Position("x7", Long.MAX_VALUE), 0)));
    }

    @Test
    void an_epoch_longer_than_any_is_one_that_no_stream_has() throws MalformedMessage {
        decode("{\"id\":1,\"history\":{\"since\":{\"offset\":4,\"epoch\":\"" + "x".repeat(10_000) + "\"}}}");
        assertThat(read).containsExactly(new History(1, "", 0, new Position(Position.FOREIGN.epoch(), 4), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"subscribe\":{\"offset\":-1}}",
                "{\"id\":1,\"subscribe\":{\"offset\":18446744073709551616}}",
                "{\"id\":1,\"subscribe\":{\"offset\":1.5}}",
                "{\"id\":1,\"subscribe\":{\"offset\":\"seven\"}}",
                "{\"id\":1,\"subscribe\":{\"offset\":true}}",
                "{\"id\":1,\"subscribe\":{\"recover\":1}}",
                "{\"id\":1,\"subscribe\":{\"channel\":{}}}",
                "{\"id\":1,\"subscribe\":[]}",
                "{\"id\":1,\"subscribe\":\"a\"}",
                "{\"id\":1,\"connect\":{\"subs\":[]}}",
                "{\"id\":1,\"connect\":{\"subs\":{\"a\":1}}}",
                "{\"id\":1,\"publish\":{\"data\":01}}",
                "{\"id\":1,\"publish\":{\"data\":NaN}}",
                "{\"id\":1,\"publish\":{\"data\":\"a\nb\"}}",
                "{\"id\":1,\"publish\":{\"data\":'a'}}",
                "{\"id\":1,}",
                "{id:1}",
                "[{\"id\":1}]",
                "1",
                "null",
                "\uFEFF{}"
            })
    void what_is_of_another_type_or_no_json_is_malformed(String message) {
        assertMalformed(message);
    }

    @Test
    void another_encoding_than_utf_8_is_malformed() {
        assertMalformed("{\"id\":1,\"ping\":{}}".getBytes(UTF_16LE));
    }

    @Test
    void half_a_character_is_malformed_also_where_nobody_looks() {
        byte[] message = "{\"id\":1,\"x\":\"é\"}".getBytes(UTF_8);
        message[13] = 'e';
        assertMalformed(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void what_is_too_deep_is_malformed_and_needs_no_stack(String deeper) throws MalformedMessage {
        assertMalformed("{\"x\":" + deeper.repeat(30_000));
        assertMalformed("{\"id\":1,\"publish\":{\"data\":" + deeper.repeat(30_000));
        String data = "[".repeat(64) + "]".repeat(64);
        decode("{\"id\":1,\"publish\":{\"data\":" + data + "}}");
        assertThat(read).containsExactly(new Publish(1, "", Payload.json(data)));
    }

    @Test
    void no_token_comes_into_a_log() throws MalformedMessage {
        decode("""
                {"id":1,"connect":{"token":"secret","subs":{"a":{"token":"secret"}}}}
                {"id":2,"subscribe":{"token":"secret"}}
                {"id":3,"refresh":{"token":"secret"}}
                {"id":4,"sub_refresh":{"token":"secret"}}
                """);
        assertThat(read.toString()).contains("SubRefresh").doesNotContain("secret");
    }

    private static SubscribeRequest request(String channel, Position from, long flag) {
        return new SubscribeRequest(channel, "", false, from, false, false, false, flag, 0, false);
    }

    private void decode(String message) throws MalformedMessage {
        Protocol.JSON.decoder().decode(message.getBytes(UTF_8), read::add);
    }

    private void assertMalformed(String message) {
        assertMalformed(message.getBytes(UTF_8));
    }

    private void assertMalformed(byte[] message) {
        assertThatExceptionOfType(MalformedMessage.class)
                .isThrownBy(() -> Protocol.JSON.decoder().decode(message, read::add));
    }
}
