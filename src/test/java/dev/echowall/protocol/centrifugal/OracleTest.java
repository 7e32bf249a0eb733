package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What we write, Protobuf's library and Jackson read, and the other way round. {@code -Dtest.seed} repeats a run. */
class OracleTest {
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final int ROUNDS = 2_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Drawn drawn = new Drawn(SEED);

    @BeforeAll
    static void tell() {
        System.out.println("test.seed=" + SEED);
    }

    @Test
    void commands_that_protobufs_own_library_wrote_are_read() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            List<Command> expected = new ArrayList<>();
            for (int n = drawn.below(3); n >= 0; n--) {
                SampleCommand command = SampleCommand.draw(drawn, true);
                command.protobuf(drawn).writeDelimitedTo(message);
                expected.add(command.expected());
            }
            List<Command> read = new ArrayList<>();
            Protocol.PROTOBUF.decoder().decode(message.toByteArray(), read::add);
            assertThat(read).as("test.seed=%d, round %d", SEED, i).isEqualTo(expected);
        }
    }

    @Test
    void commands_in_json_are_read_in_whatever_order_their_fields_are() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder message = new StringBuilder();
            List<Command> expected = new ArrayList<>();
            for (int n = drawn.below(3); n >= 0; n--) {
                SampleCommand command = SampleCommand.draw(drawn, false);
                message.append(message.isEmpty() ? "" : "\n").append(command.json(drawn));
                expected.add(command.expected());
            }
            message.append(drawn.maybe() ? "\n" : "");
            List<Command> read = new ArrayList<>();
            Protocol.JSON.decoder().decode(message.toString().getBytes(UTF_8), read::add);
            assertThat(read).as("test.seed=%d, round %d: %s", SEED, i, message).isEqualTo(expected);
        }
    }

    @Test
    void replies_in_protobuf_are_what_its_own_library_reads() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            SampleReply reply = SampleReply.draw(drawn);
            ByteBuf frame = Unpooled.buffer();
            reply.write().accept(Protocol.PROTOBUF.encoder(), frame);
            ByteArrayInputStream content = new ByteArrayInputStream(FrameContent.only(frame, Frames.BINARY));
            DynamicMessage.Builder read = DynamicMessage.newBuilder(ProtobufSchema.REPLY);
            assertThat(read.mergeDelimitedFrom(content)).isTrue();
            assertThat(content.available()).isZero();
            assertThat(read.build())
                    .as("test.seed=%d, round %d", SEED, i)
                    .isEqualTo(ProtobufSchema.message(ProtobufSchema.REPLY, reply.expected()));
        }
    }

    @Test
    void replies_in_json_are_one_line_of_it() throws JsonProcessingException {
        for (int i = 0; i < ROUNDS; i++) {
            SampleReply reply = SampleReply.draw(drawn);
            ByteBuf frame = Unpooled.buffer();
            reply.write().accept(Protocol.JSON.encoder(), frame);
            String line = new String(FrameContent.only(frame, Frames.TEXT), UTF_8);
            assertThat(line).as("test.seed=%d, round %d", SEED, i).doesNotContain("\n", "\r");
            assertThat(MAPPER.readTree(line))
                    .as("test.seed=%d, round %d", SEED, i)
                    .isEqualTo(MAPPER.readTree(MAPPER.writeValueAsString(json("", reply.expected()))));
        }
    }

    @Test
    void a_publication_makes_a_reply_longer_by_no_more_than_its_size() {
        for (int i = 0; i < ROUNDS; i++) {
            Publication one = SampleReply.publication(drawn);
            for (Protocol protocol : Protocol.values()) {
                int longer = bytes(protocol, List.of(one, one)) - bytes(protocol, List.of());
                assertThat(longer)
                        .as("test.seed=%d, round %d", SEED, i)
                        .isLessThanOrEqualTo(2 * protocol.encoder().sizeOf(one));
            }
        }
    }

    private static int bytes(Protocol protocol, List<Publication> publications) {
        ByteBuf frame = Unpooled.buffer();
        protocol.encoder().history(frame, 1, publications, new Position("x7", 42));
        return frame.readableBytes();
    }

    private static JsonNode json(String name, Object value) throws JsonProcessingException {
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = MAPPER.createObjectNode();
            for (Map.Entry<?, ?> each : map.entrySet()) {
                object.set((String) each.getKey(), json((String) each.getKey(), each.getValue()));
            }
            boolean publication = name.equals("pub") || name.equals("publications");
            if (publication && map.get("data") instanceof Payload payload && payload.kind() == Payload.Kind.BINARY) {
                object.withObject("/tags").put("encoding", "base64");
            }
            return object;
        } else if (value instanceof List<?> list) {
            ArrayNode array = MAPPER.createArrayNode();
            for (Object each : list) {
                array.add(json(name, each));
            }
            return array;
        } else if (value instanceof Payload payload) {
            return switch (payload.kind()) {
                case TEXT -> MAPPER.getNodeFactory().textNode(payload.string());
                case BINARY ->
                    MAPPER.getNodeFactory().textNode(Base64.getEncoder().encodeToString(payload.bytes()));
                case JSON -> MAPPER.readTree(payload.string());
            };
        }
        return value instanceof byte[] bytes ? MAPPER.readTree(new String(bytes, UTF_8)) : MAPPER.valueToTree(value);
    }
}
