package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.sun.management.ThreadMXBean;
import dev.echowall.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no client sends on purpose. {@code -Dtest.seed} repeats a run, {@code -Dtest.mutations} sets its length. */
class MutatedMessagesTest {
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final int MUTATIONS = Integer.getInteger("test.mutations", 100_000);
    private static final Duration LIMIT = Patience.stretched(Duration.ofMinutes(2));
    private static final int GOOD_ONES = 300;
    private static final byte[] EDGES = {
        0, 1, 7, 8, 10, 11, 12, 13, ' ', '"', ',', ':', '[', '\\', ']', '{', '}', 0x7F, -128, -64, -32, -16, -1
    };
    private static final String[] PIECES = {
        "{", "}\n{", "[[[[[[[[", "\"id\":", "null", "1e999", "\\ud800", "\"subs\":{", "\"data\":", "\u0000", "\uFEFF"
    };
    /** What Jackson and the JVM need for any message, with what an exception takes, and what classes do once. */
    private static final long ANY_MESSAGE_BYTES = 256 << 10;

    private static final long PER_BYTE = 200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Drawn drawn = new Drawn(SEED);

    @BeforeAll
    static void tell() {
        System.out.println("test.seed=" + SEED);
    }

    /** On a stack of its own, since what Jackson throws takes as long as the stack is deep. */
    @ParameterizedTest
    @EnumSource
    void whatever_comes_is_commands_or_malformed_and_takes_memory_in_proportion(Protocol protocol) throws Exception {
        List<byte[]> good = good(protocol);
        CompletableFuture.runAsync(() -> decodeMutated(protocol, good)).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void decodeMutated(Protocol protocol, List<byte[]> good) {
        int malformed = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] message = mutated(good);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                protocol.decoder().decode(message, command -> {});
            } catch (MalformedMessage e) {
                malformed++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("test.seed=" + SEED + ": " + Arrays.toString(message), e);
            }
            long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (taken > ANY_MESSAGE_BYTES + PER_BYTE * message.length) {
                throw new AssertionError(taken + " bytes, test.seed=" + SEED + ": " + Arrays.toString(message));
            }
        }
        assertThat(malformed).as("test.seed=%d", SEED).isBetween(MUTATIONS / 10, MUTATIONS * 9 / 10);
    }

    /** What we pass over unread may be wrong there; hence only this way round. */
    @Test
    void what_protobufs_own_library_reads_is_read_the_same() throws IOException {
        List<byte[]> good = good(Protocol.PROTOBUF);
        int compared = 0;
        for (int i = 0; i < MUTATIONS / 20; i++) {
            byte[] message = mutated(good);
            List<DynamicMessage> oracle = parsed(message);
            if (oracle.isEmpty() || oracle.stream().anyMatch(MutatedMessagesTest::hasGroup)) {
                continue;
            }
            // Written anew by the library, every field comes once, in the order of the schema.
            ByteArrayOutputStream canonical = new ByteArrayOutputStream();
            for (DynamicMessage each : oracle) {
                known(each).writeDelimitedTo(canonical);
            }
            List<Command> read = new ArrayList<>();
            List<Command> again = new ArrayList<>();
            try {
                Protocol.PROTOBUF.decoder().decode(message, read::add);
                Protocol.PROTOBUF.decoder().decode(canonical.toByteArray(), again::add);
            } catch (MalformedMessage e) {
                throw new AssertionError("test.seed=" + SEED + ": " + Arrays.toString(message), e);
            }
            assertThat(read)
                    .as("test.seed=%d: %s", SEED, Arrays.toString(message))
                    .isEqualTo(again);
            compared++;
        }
        assertThat(compared).as("test.seed=%d", SEED).isGreaterThan(MUTATIONS / 500);
    }

    private List<byte[]> good(Protocol protocol) throws IOException {
        List<byte[]> good = new ArrayList<>();
        for (int i = 0; i < GOOD_ONES; i++) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (int n = drawn.below(3); n >= 0; n--) {
                SampleCommand command = SampleCommand.draw(drawn, protocol == Protocol.PROTOBUF);
                if (protocol == Protocol.PROTOBUF) {
                    command.protobuf(drawn).writeDelimitedTo(message);
                } else {
                    message.writeBytes((command.json(drawn) + (n > 0 ? "\n" : "")).getBytes(UTF_8));
                }
            }
            good.add(message.toByteArray());
        }
        return good;
    }

    private byte[] mutated(List<byte[]> good) {
        byte[] message = good.get(drawn.below(good.size())).clone();
        for (int i = drawn.below(4) == 0 ? drawn.below(4) : 0; i >= 0; i--) {
            int at = drawn.below(message.length + 1);
            int to = at + drawn.below(Math.min(20, message.length - at + 1));
            switch (drawn.below(7)) {
                case 0 -> message = spliced(message, at, drawn.bytes(4), to);
                case 1 -> message = spliced(message, at, new byte[] {EDGES[drawn.below(EDGES.length)]}, at);
                case 2 -> message = spliced(message, at, PIECES[drawn.below(PIECES.length)].getBytes(UTF_8), at);
                case 3 -> message = spliced(message, at, Arrays.copyOfRange(message, at, to), at);
                case 4 -> message = spliced(message, at, good.get(drawn.below(good.size())), to);
                case 5 -> message = Arrays.copyOf(message, at);
                default -> {
                    if (at < message.length) {
                        message[at] ^= (byte) (1 << drawn.below(8));
                    }
                }
            }
        }
        return message;
    }

    /** What stands from one place to another makes room for something else. */
    private static byte[] spliced(byte[] message, int from, byte[] piece, int to) {
        byte[] spliced = new byte[from + piece.length + message.length - to];
        System.arraycopy(message, 0, spliced, 0, from);
        System.arraycopy(piece, 0, spliced, from, piece.length);
        System.arraycopy(message, to, spliced, from + piece.length, message.length - to);
        return spliced;
    }

    /** None when the library refuses any of them. */
    private static List<DynamicMessage> parsed(byte[] message) throws IOException {
        List<DynamicMessage> commands = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        try {
            while (!in.isAtEnd()) {
                byte[] command = in.readRawBytes(in.readRawVarint32());
                commands.add(DynamicMessage.parseFrom(ProtobufSchema.COMMAND, command));
            }
        } catch (InvalidProtocolBufferException e) {
            return List.of();
        }
        return commands;
    }

    private static boolean hasGroup(Message message) {
        return message.getUnknownFields().asMap().values().stream()
                        .anyMatch(field -> !field.getGroupList().isEmpty())
                || within(message).stream().anyMatch(MutatedMessagesTest::hasGroup);
    }

    private static List<Message> within(Message message) {
        List<Message> messages = new ArrayList<>();
        for (Object value : message.getAllFields().values()) {
            for (Object each : value instanceof List<?> list ? list : List.of(value)) {
                if (each instanceof Message inner) {
                    messages.add(inner);
                }
            }
        }
        return messages;
    }

    private static DynamicMessage known(Message message) {
        DynamicMessage.Builder known = DynamicMessage.newBuilder(message.getDescriptorForType());
        for (Map.Entry<FieldDescriptor, Object> each : message.getAllFields().entrySet()) {
            if (each.getValue() instanceof List<?> list) {
                list.forEach(one ->
                        known.addRepeatedField(each.getKey(), one instanceof Message inner ? known(inner) : one));
            } else {
                known.setField(
                        each.getKey(), each.getValue() instanceof Message inner ? known(inner) : each.getValue());
            }
        }
        return known.setUnknownFields(UnknownFieldSet.getDefaultInstance()).build();
    }
}
