package dev.echowall.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.echowall.channel.Payload.Kind;
import dev.echowall.protocol.ClientDeflater;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages, numbered like the cases of the Autobahn test suite where it has them. */
class InflatedMessagesTest {
    private static final int TEXT = 0xC1;
    private static final int BINARY = 0xC2;
    private static final int LIMIT = 1 << 18;

    private final List<byte[]> messages = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final FrameSink sink = new FrameSink() {
        @Override
        public void message(Kind kind, byte[] bytes, int frames) {
            messages.add(bytes);
            notes.add(kind + " in " + frames);
        }

        @Override
        public void ping(byte[] payload) {
            notes.add("ping");
        }

        @Override
        public void pong(byte[] payload) {
            notes.add("pong");
        }

        @Override
        public void close(int code, String reason) {
            notes.add("close " + code);
        }

        @Override
        public void violation(CloseCode code, String sentence) {
            notes.add("violation " + code.code());
        }
    };

    private FrameDecoder decoder = decoder(true, LIMIT);
    private ClientDeflater client = new ClientDeflater(true);

    private FrameDecoder decoder(boolean keepsContext, int limit) {
        return new FrameDecoder(limit, 1024, new Deflate(15, false, keepsContext), sink);
    }

    private void withoutContext() {
        decoder = decoder(false, LIMIT);
        client.close();
        client = new ClientDeflater(false);
    }

    @AfterEach
    void end() {
        decoder.end();
        client.close();
    }

    /** A frame whose mask is zero, so that its payload stands in it as it is. */
    private static byte[] frame(int first, byte[] payload, int from, int to) {
        ByteBuf out = Unpooled.buffer();
        Frames.header(out, 0, to - from);
        out.setByte(0, first).setByte(1, out.getByte(1) | 0x80);
        out.writeInt(0).writeBytes(payload, from, to - from);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static byte[] frame(int first, byte[] payload) {
        return frame(first, payload, 0, payload.length);
    }

    private static byte[] frame(int first, String hex) {
        return frame(first, HexFormat.of().parseHex(hex));
    }

    private static byte[] fragments(int first, byte[] payload, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from == 0 || from < payload.length; from += size) {
            int to = Math.min(payload.length, from + size);
            out.writeBytes(
                    frame((from == 0 ? first & 0x7F : 0) | (to == payload.length ? 0x80 : 0), payload, from, to));
        }
        return out.toByteArray();
    }

    private void come(byte[]... pieces) {
        for (byte[] piece : pieces) {
            decoder.decode(Unpooled.wrappedBuffer(piece));
        }
    }

    private static byte[] letters(int size) {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; text.length() < size; i++) {
            text.append("{\"n\":").append(i * 7919 % 10_007).append(",\"wall\":\"回音壁\"},");
        }
        return text.substring(0, size).getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"f248cdc9c90700", "000500faff48656c6c6f00", "f348cdc9c9070000", "f248050000 00ffff cac9c90700"})
    void the_examples_of_the_rfc_are_hello(String hex) {
        come(frame(TEXT, hex.replace(" ", "")));
        assertThat(messages).containsExactly("Hello".getBytes(UTF_8));
    }

    @Test
    void the_example_of_the_rfc_in_two_fragments_is_hello() {
        come(frame(0x41, "f248cd"), frame(0x80, "c9c90700"));
        assertThat(notes).containsExactly("TEXT in 2");
        assertThat(messages).containsExactly("Hello".getBytes(UTF_8));
    }

    @Test
    void the_example_of_the_rfc_with_context_is_hello_again() {
        come(frame(TEXT, "f248cdc9c90700"), frame(TEXT, "f200110000"));
        assertThat(messages).containsExactly("Hello".getBytes(UTF_8), "Hello".getBytes(UTF_8));
    }

    @Test
    void an_empty_message_is_one_octet() {
        come(frame(TEXT, "00"), frame(TEXT, "00"));
        assertThat(messages).containsExactly(new byte[0], new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072})
    void case_12_messages_of_all_sizes_one_after_the_other(int size) {
        byte[] plain = letters(size / 3);
        for (int i = 0; i < 20; i++) {
            come(frame(TEXT, client.message(plain)));
        }
        assertThat(messages).hasSize(20).allMatch(each -> Arrays.equals(each, plain));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 128, 1000})
    void case_12_messages_in_fragments_and_in_any_cuts(int fragment) {
        withoutContext();
        Random random = new Random(fragment);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            all.writeBytes(fragments(BINARY, client.message(letters(2000)), fragment));
            all.writeBytes(frame(0x89, "aa"));
        }
        byte[] bytes = all.toByteArray();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(100));
            come(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        assertThat(messages).hasSize(10).allMatch(each -> Arrays.equals(each, letters(2000)));
        assertThat(notes.stream().filter("ping"::equals)).hasSize(10);
    }

    @Test
    void what_does_not_compress_may_grow_a_little_and_still_has_its_size() {
        byte[] noise = new byte[LIMIT];
        new Random(1).nextBytes(noise);
        byte[] deflated = client.message(noise);
        assertThat(deflated.length).isGreaterThan(LIMIT);
        come(frame(BINARY, deflated));
        assertThat(messages).hasSize(1).allMatch(each -> Arrays.equals(each, noise));
    }

    @Test
    void a_message_may_be_plain_between_compressed_ones() {
        come(
                frame(TEXT, client.message(letters(300))),
                frame(0x81, "plain".getBytes(UTF_8)),
                frame(TEXT, client.message(letters(300))));
        assertThat(messages).containsExactly(letters(300), "plain".getBytes(UTF_8), letters(300));
    }

    @Test
    void a_reference_to_the_message_before_is_1007_when_the_context_is_not_kept() {
        decoder = decoder(false, LIMIT);
        come(frame(TEXT, client.message(letters(300))), frame(TEXT, client.message(letters(300))));
        assertThat(notes).containsExactly("TEXT in 1", "violation 1007");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC8, 0xC9, 0xCA, 0xA1, 0x91, 0xE1, 0xF1, 0xC3, 0xC0})
    void the_bit_elsewhere_than_on_a_messages_first_frame_is_1002(int first) {
        come(frame(first, "00"));
        assertThat(notes).containsExactly("violation 1002");
    }

    @Test
    void the_bit_on_a_continuation_is_1002() {
        come(frame(0x41, "f248cd"), frame(0xC0, "c9c90700"));
        assertThat(notes).containsExactly("violation 1002");
    }

    @Test
    void the_bit_is_1002_when_nothing_was_agreed_on() {
        decoder = new FrameDecoder(LIMIT, 1024, sink);
        come(frame(TEXT, "f248cdc9c90700"));
        assertThat(notes).containsExactly("violation 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffff", "06", "0100", "020000", "050000ff"})
    void what_is_not_deflated_data_is_1007(String hex) {
        come(frame(BINARY, hex));
        assertThat(notes).containsExactly("violation 1007");
    }

    @Test
    void data_that_breaks_off_is_1007() {
        withoutContext();
        byte[] deflated = client.message(letters(1000));
        for (int size = 1; size < deflated.length; size++) {
            notes.clear();
            decoder = decoder(false, LIMIT);
            come(frame(BINARY, Arrays.copyOf(deflated, size)));
            decoder.end();
            assertThat(notes).as(size + " of " + deflated.length).containsExactly("violation 1007");
        }
    }

    @Test
    void a_compressed_text_that_is_not_utf_8_is_1007_before_it_ends() {
        byte[] deflated = client.message(new byte[] {'a', (byte) 0xC0, (byte) 0x80});
        come(frame(0x41, deflated));
        assertThat(notes).containsExactly("violation 1007");
    }

    @Test
    void a_compressed_text_that_ends_within_a_character_is_1007() {
        come(frame(TEXT, client.message(new byte[] {'a', (byte) 0xE5, (byte) 0x9B})));
        assertThat(notes).containsExactly("violation 1007");
    }

    @Test
    void a_character_may_lie_across_compressed_fragments() {
        come(fragments(TEXT, client.message("回音壁".getBytes(UTF_8)), 1));
        assertThat(messages).containsExactly("回音壁".getBytes(UTF_8));
    }

    @Test
    void just_the_limit_is_taken_and_one_octet_more_is_1009() {
        come(frame(BINARY, client.message(new byte[LIMIT])));
        assertThat(messages).hasSize(1);
        come(frame(BINARY, client.message(new byte[LIMIT + 1])));
        assertThat(notes).containsExactly("BINARY in 1", "violation 1009");
    }

    @Test
    void a_bomb_is_1009_and_costs_little() {
        byte[] bomb = client.message(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(70_000);
        come(frame(TEXT, "00"));
        byte[] first = fragments(BINARY, bomb, 1000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        come(first);
        long cost = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(notes).containsExactly("TEXT in 1", "violation 1009");
        assertThat(cost).isBetween(LIMIT * 1L, 4L * LIMIT);
    }

    @Test
    void blocks_of_nothing_without_end_are_1009() {
        byte[] nothing = new byte[1 << 20];
        for (int i = 0; i + 5 <= nothing.length; i += 5) {
            nothing[i + 3] = (byte) 0xFF;
            nothing[i + 4] = (byte) 0xFF;
        }
        come(fragments(BINARY, nothing, 10_000));
        assertThat(notes).containsExactly("violation 1009");
    }

    @Test
    void many_last_blocks_in_one_message_are_taken_quickly() {
        byte[] blocks = new byte[200_001];
        for (int i = 0; i + 1 < blocks.length; i += 2) {
            blocks[i] = 3;
        }
        long begin = System.nanoTime();
        come(frame(BINARY, blocks));
        assertThat(notes).containsExactly("BINARY in 1");
        assertThat(messages.get(0)).isEmpty();
        assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
    }

    @Test
    void any_octets_at_all_end_in_messages_or_one_violation() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            notes.clear();
            decoder = decoder(round % 2 == 0, 4096);
            for (int i = 0; i < 5; i++) {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                come(frame(BINARY, noise));
            }
            decoder.end();
            assertThat(notes.stream()
                            .filter(note -> note.startsWith("violation"))
                            .count())
                    .isLessThanOrEqualTo(1);
            assertThat(notes).isNotEmpty().allMatch(note -> note.matches("BINARY in 1|violation (1007|1009)"));
        }
    }
}
