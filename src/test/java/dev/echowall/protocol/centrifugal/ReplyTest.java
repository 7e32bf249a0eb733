package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplyTest {
    private static final ReplyEncoder JSON = Protocol.JSON.encoder();
    private static final ReplyEncoder PROTOBUF = Protocol.PROTOBUF.encoder();
    private static final ChannelName NEWS = ChannelName.of("news");
    private static final SubscribeResult NOTHING =
            new SubscribeResult(false, 0, false, false, new Position("", 0), false, false, List.of(), 0);

    @ParameterizedTest
    @EnumSource
    void publications_have_one_format_for_all_so_that_subscribers_share_their_frames(Protocol protocol) {
        assertThat(protocol.encoder().publications())
                .isSameAs(protocol.encoder().publications());
    }

    @Test
    void a_connect_is_answered_with_what_the_client_needs() {
        assertThat(json(out -> JSON.connect(out, 1, new ConnectResult("b7", "1.0", false, 0, Map.of(), 25, true))))
                .isEqualTo("{\"id\":1,\"connect\":{\"client\":\"b7\",\"version\":\"1.0\",\"ping\":25,\"pong\":true}}");
    }

    @Test
    void server_side_subscriptions_come_with_the_connect() {
        Map<String, SubscribeResult> subs = new LinkedHashMap<>();
        subs.put("a", NOTHING);
        subs.put("b", result(List.of(), 0));
        assertThat(json(out -> JSON.connect(out, 1, new ConnectResult("b7", "1.0", true, 60, subs, 25, false))))
                .isEqualTo("{\"id\":1,\"connect\":{\"client\":\"b7\",\"version\":\"1.0\",\"expires\":true,\"ttl\":60,"
                        + "\"subs\":{\"a\":{},\"b\":{\"recoverable\":true,\"epoch\":\"Xk3p\",\"recovered\":true,"
                        + "\"offset\":7,\"positioned\":true,\"was_recovering\":true}},\"ping\":25}}");
    }

    @Test
    void a_result_is_there_also_when_it_is_empty() {
        assertThat(json(out -> JSON.subscribe(out, 2, NOTHING))).isEqualTo("{\"id\":2,\"subscribe\":{}}");
        assertThat(json(out -> JSON.unsubscribe(out, 3))).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
        assertThat(json(out -> JSON.publish(out, 4))).isEqualTo("{\"id\":4,\"publish\":{}}");
        assertThat(json(out -> JSON.rpc(out, 5, null))).isEqualTo("{\"id\":5,\"rpc\":{}}");
        assertThat(json(out -> JSON.subRefresh(out, 6, false, 0))).isEqualTo("{\"id\":6,\"sub_refresh\":{}}");
        assertThat(protobuf(out -> PROTOBUF.subscribe(out, 2, NOTHING))).isEqualTo("0408023200");
    }

    @Test
    void a_recovered_subscription_brings_its_publications_and_its_number() {
        Publication missed = new Publication(NEWS, "Xk3p", 7, 0, "node1", Payload.json("5"));
        assertThat(json(out -> JSON.subscribe(out, 2, result(List.of(missed, missed), 3))))
                .isEqualTo("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"Xk3p\",\"publications\":"
                        + "[{\"data\":5,\"offset\":7},{\"data\":5,\"offset\":7}],\"recovered\":true,\"offset\":7,"
                        + "\"positioned\":true,\"was_recovering\":true,\"id\":3}}");
    }

    @Test
    void what_json_clients_rely_on_is_there_also_when_it_is_zero() {
        assertThat(json(out -> JSON.history(out, 1, List.of(), new Position("", 0))))
                .isEqualTo("{\"id\":1,\"history\":{\"publications\":[],\"epoch\":\"\",\"offset\":0}}");
        assertThat(json(out -> JSON.presence(out, 1, Map.of()))).isEqualTo("{\"id\":1,\"presence\":{\"presence\":{}}}");
        assertThat(json(out -> JSON.presence(out, 1, Map.of("c", new ClientInfo("", "", null, null)))))
                .isEqualTo("{\"id\":1,\"presence\":{\"presence\":{\"c\":{\"user\":\"\",\"client\":\"\"}}}}");
        assertThat(json(out -> JSON.presenceStats(out, 1, 0, 0)))
                .isEqualTo("{\"id\":1,\"presence_stats\":{\"num_clients\":0,\"num_users\":0}}");
    }

    @Test
    void an_error_says_whether_it_passes() {
        assertThat(json(out -> JSON.error(out, -1, 100, "internal server error", true)))
                .isEqualTo("{\"id\":4294967295,\"error\":{\"code\":100,\"message\":\"internal server error\","
                        + "\"temporary\":true}}");
        assertThat(json(out -> JSON.error(out, 1, 103, "\"no\"", false)))
                .isEqualTo("{\"id\":1,\"error\":{\"code\":103,\"message\":\"\\\"no\\\"\"}}");
    }

    @Test
    void a_ping_is_the_empty_message() {
        assertThat(bytes(JSON::ping)).isEqualTo("81027b7d");
        assertThat(bytes(PROTOBUF::ping)).isEqualTo("820100");
    }

    @Test
    void pushes_say_what_became_of_a_channel() {
        ClientInfo who = new ClientInfo("42", "c1", "{\n\"a\": 1\r\n}".getBytes(UTF_8), "[]".getBytes(UTF_8));
        String info = "{\"info\":{\"user\":\"42\",\"client\":\"c1\",\"conn_info\":{\"a\": 1},\"chan_info\":[]}}";
        assertThat(json(out -> JSON.join(out, "news", who))).isEqualTo(push("\"join\":" + info));
        assertThat(json(out -> JSON.leave(out, "news", who))).isEqualTo(push("\"leave\":" + info));
        assertThat(json(out -> JSON.unsubscribed(out, "news", 2500, "insufficient state")))
                .isEqualTo(push("\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}"));
        assertThat(json(out -> JSON.subscribed(out, "news", true, true, new Position("x7", 3), null)))
                .isEqualTo(
                        push("\"subscribe\":{\"recoverable\":true,\"epoch\":\"x7\",\"offset\":3,\"positioned\":true}"));
    }

    @Test
    void pushes_to_a_connection_name_no_channel() {
        assertThat(json(out -> JSON.message(out, Payload.text("hi"))))
                .isEqualTo("{\"push\":{\"message\":{\"data\":\"hi\"}}}");
        assertThat(json(out -> JSON.disconnect(out, 3001, "shutdown")))
                .isEqualTo("{\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"shutdown\"}}}");
        assertThat(json(out -> JSON.refreshed(out, true, 60)))
                .isEqualTo("{\"push\":{\"refresh\":{\"expires\":true,\"ttl\":60}}}");
    }

    @Test
    void a_publication_comes_with_its_channel_or_its_number() {
        Publication publication =
                new Publication(NEWS, "x7", 8, 1_700_000_000_000L, "node1", Payload.json("{\"a\":1}"));
        String pub = "\"pub\":{\"data\":{\"a\":1},\"offset\":8,\"time\":1700000000000}";
        assertThat(json(JSON.publications(), publication)).isEqualTo(push(pub));
        assertThat(json(JSON.publications(3), publication)).isEqualTo("{\"push\":{\"id\":3," + pub + "}}");
    }

    @Test
    void the_first_publication_tells_the_epoch() {
        assertThat(json(JSON.publications(), new Publication(NEWS, "x7", 1, 0, "node1", Payload.json("0"))))
                .isEqualTo(push("\"pub\":{\"data\":0,\"offset\":1,\"epoch\":\"x7\"}"));
    }

    @Test
    void a_text_is_a_string_and_line_breaks_of_json_go() {
        assertThat(json(JSON.publications(), said(Payload.text("a \"b\"\n")))).contains("\"data\":\"a \\\"b\\\"\\n\",");
        assertThat(json(JSON.publications(), said(Payload.json("{\r\n\"a\":\n \"\\n\"}"))))
                .contains("\"data\":{\"a\": \"\\n\"},");
    }

    @Test
    void bytes_are_base64_in_json_and_a_tag_says_so() {
        Payload bytes = Payload.binary(new byte[] {(byte) 0xFB, (byte) 0xFF, 0, 1});
        assertThat(json(JSON.publications(), said(bytes)))
                .isEqualTo(push("\"pub\":{\"data\":\"+/8AAQ==\",\"offset\":8,\"tags\":{\"encoding\":\"base64\"}}"));
        Publication tagged =
                new Publication(NEWS, "x7", 8, 0, "node1", bytes, null, Map.of("encoding", "none of yours"));
        assertThat(json(JSON.publications(), tagged)).contains("\"tags\":{\"encoding\":\"base64\"}");
    }

    @Test
    void protobuf_has_the_bytes_themselves_and_a_text_as_in_json() {
        assertThat(protobuf(out -> PROTOBUF.publications().encode(said(Payload.binary(new byte[] {1, 2})), out)))
                .isEqualTo("10" + "220e" + "12046e657773" + "2206" + "22020102" + "3008");
        assertThat(protobuf(out -> PROTOBUF.publications(5).encode(said(Payload.text("\n")), out)))
                .isEqualTo("0e" + "220c" + "0805" + "2208" + "2204225c6e22" + "3008");
    }

    @Test
    void a_publication_tells_who_published_it_and_its_tags() {
        Publication publication = new Publication(
                NEWS,
                "x7",
                8,
                0,
                "node1",
                Payload.json("0"),
                new ClientInfo("42", "c1", null, null),
                Map.of("k", "\""));
        assertThat(json(JSON.publications(), publication))
                .isEqualTo(push("\"pub\":{\"data\":0,\"info\":{\"user\":\"42\",\"client\":\"c1\"},\"offset\":8,"
                        + "\"tags\":{\"k\":\"\\\"\"}}"));
    }

    @Test
    void subscribers_of_one_number_share_a_format() {
        assertThat(JSON.publications(3)).isEqualTo(JSON.publications(3)).isNotEqualTo(JSON.publications(4));
        assertThat(JSON.publications()).isEqualTo(JSON.publications()).isNotEqualTo(JSON.publications(3));
        assertThat(JSON.publications(3)).isNotEqualTo(PROTOBUF.publications(3)).hasSameHashCodeAs(JSON.publications(3));
    }

    @Test
    void a_usual_publication_is_as_long_as_upstreams_and_its_time() {
        String payload = "{\"text\":\"" + "x".repeat(82) + "\"}";
        Publication publication =
                new Publication(ChannelName.of("news:local"), "x7", 1234, 0, "node1", Payload.json(payload));
        Publication timed = new Publication(
                ChannelName.of("news:local"), "x7", 1234, 1_700_000_000_000L, "node1", Payload.json(payload));
        assertThat(payload).hasSize(93);
        assertThat(content(JSON.publications(), publication)).isEqualTo(156);
        assertThat(content(JSON.publications(17), publication)).isEqualTo(141);
        assertThat(content(PROTOBUF.publications(), publication)).isEqualTo(115);
        assertThat(content(JSON.publications(), timed)).isEqualTo(156 + ",\"time\":1700000000000".length());
        assertThat(content(PROTOBUF.publications(), timed)).isEqualTo(115 + 7);
        assertThat(content(PROTOBUF.publications(17), timed)).isEqualTo(112);
    }

    private static SubscribeResult result(List<Publication> publications, long number) {
        return new SubscribeResult(false, 0, true, true, new Position("Xk3p", 7), true, true, publications, number);
    }

    private static Publication said(Payload payload) {
        return new Publication(NEWS, "x7", 8, 0, "node1", payload);
    }

    private static String push(String body) {
        return "{\"push\":{\"channel\":\"news\"," + body + "}}";
    }

    private static String json(WireFormat format, Publication publication) {
        return json(out -> format.encode(publication, out));
    }

    private static String json(Consumer<ByteBuf> write) {
        return new String(FrameContent.only(written(write), Frames.TEXT), UTF_8);
    }

    private static String protobuf(Consumer<ByteBuf> write) {
        return ByteBufUtil.hexDump(FrameContent.only(written(write), Frames.BINARY));
    }

    private static String bytes(Consumer<ByteBuf> write) {
        return ByteBufUtil.hexDump(written(write));
    }

    private static int content(WireFormat format, Publication publication) {
        ByteBuf frame = written(out -> format.encode(publication, out));
        return frame.readableBytes() - Frames.headerBytes(frame, 0);
    }

    private static ByteBuf written(Consumer<ByteBuf> write) {
        ByteBuf out = Unpooled.buffer();
        write.accept(out);
        return out;
    }
}
