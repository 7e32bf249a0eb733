package dev.echowall.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case is fed whole, octet by octet and in random pieces. Numbers are those of the Autobahn test suite. */
class FrameDecoderTest {
    private static final int LIMIT = 70_000;
    private static final int FRAGMENTS = 8;
    private static final int MASK = 0x37FA213D;

    /** Writes down what it is told. */
    private static final class Notes implements FrameSink {
        final List<String> notes = new ArrayList<>();

        @Override
        public void message(Payload.Kind kind, byte[] bytes, int frames) {
            String said = bytes.length > 200 ? bytes.length + " bytes" : new String(bytes, UTF_8);
            notes.add(kind + "/" + frames + " " + said);
        }

        @Override
        public void ping(byte[] payload) {
            notes.add("ping " + new String(payload, UTF_8));
        }

        @Override
        public void pong(byte[] payload) {
            notes.add("pong " + new String(payload, UTF_8));
        }

        @Override
        public void close(int code, String reason) {
            notes.add("close " + code + " " + reason);
        }

        @Override
        public void violation(CloseCode code, String sentence) {
            assertThat(sentence.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(Frames.REASON_BYTES);
            notes.add("violation " + code.code());
        }
    }

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    private FrameDecoderTest frame(int first, byte[] payload) {
        return header(first, payload.length, true).raw(masked(payload));
    }

    private FrameDecoderTest frame(int first, String payload) {
        return frame(first, payload.getBytes(UTF_8));
    }

    private FrameDecoderTest header(int first, long claimed, boolean mask) {
        int bit = mask ? 0x80 : 0;
        wire.write(first);
        if (claimed >= 0 && claimed < 126) {
            wire.write(bit | (int) claimed);
        } else if (claimed >= 0 && claimed <= 0xFFFF) {
            wire.write(bit | 126);
            number(claimed, 2);
        } else {
            wire.write(bit | 127);
            number(claimed, 8);
        }
        if (mask) {
            number(MASK, 4);
        }
        return this;
    }

    private void number(long number, int octets) {
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            wire.write((int) (number >> shift));
        }
    }

    private FrameDecoderTest raw(byte... octets) {
        wire.writeBytes(octets);
        return this;
    }

    private static byte[] masked(byte[] payload) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) (MASK >>> (24 - 8 * (i & 3)));
        }
        return masked;
    }

    private void gives(String... notes) {
        byte[] octets = wire.toByteArray();
        assertThat(decoded(octets, octets.length)).as("whole").containsExactly(notes);
        assertThat(decoded(octets, 1)).as("octet by octet").containsExactly(notes);
        for (int i = 0; i < 20; i++) {
            assertThat(decoded(octets, -i)).as("random pieces").containsExactly(notes);
        }
    }

    private static List<String> decoded(byte[] octets, int piece) {
        Notes notes = new Notes();
        FrameDecoder decoder = new FrameDecoder(LIMIT, FRAGMENTS, notes);
        Random random = new Random(piece);
        for (int at = 0; at < octets.length; ) {
            int length = Math.min(octets.length - at, piece > 0 ? piece : 1 + random.nextInt(20));
            ByteBuf in = Unpooled.wrappedBuffer(octets, at, length);
            decoder.decode(in);
            assertThat(in.isReadable()).isFalse();
            at += length;
        }
        return notes.notes;
    }

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 127, 128, 65535, 65536})
    void case_1_lengths_at_the_edges(int length) {
        frame(0x82, new byte[length]).frame(0x81, "*".repeat(length));
        String bytes = length > 200 ? length + " bytes" : "*".repeat(length);
        gives("BINARY/1 " + (length > 200 ? bytes : "\0".repeat(length)), "TEXT/1 " + bytes);
    }

    @Test
    void case_1_1_1_an_empty_text() {
        frame(0x81, "").gives("TEXT/1 ");
    }

    @Test
    void case_1_2_1_an_empty_binary_message() {
        frame(0x82, "").frame(0x82, "a").gives("BINARY/1 ", "BINARY/1 a");
    }

    @Test
    void case_2_pings_and_pongs_with_and_without_payload() {
        frame(0x89, "").frame(0x89, "p".repeat(125)).frame(0x8A, "").frame(0x8A, "q");
        gives("ping ", "ping " + "p".repeat(125), "pong ", "pong q");
    }

    @Test
    void case_2_5_a_ping_of_126_octets_is_1002() {
        frame(0x89, "p".repeat(126)).gives("violation 1002");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC1, 0xA1, 0x91, 0xF1, 0xC9, 0x90, 0xC8})
    void case_3_reserved_bits_are_1002(int first) {
        frame(0x81, "a").frame(first, "b").gives("TEXT/1 a", "violation 1002");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF})
    void case_4_reserved_opcodes_are_1002(int opcode) {
        frame(0x80 | opcode, "").frame(0x81, "never read").gives("violation 1002");
    }

    @Test
    void case_5_1_a_ping_in_two_fragments_is_1002() {
        frame(0x09, "a").frame(0x80, "b").gives("violation 1002");
    }

    @Test
    void case_5_3_a_text_in_two_fragments_is_one_message() {
        frame(0x01, "frag").frame(0x80, "ment").gives("TEXT/2 fragment");
    }

    @Test
    void case_5_6_a_ping_between_fragments_is_heard_at_once() {
        frame(0x01, "frag").frame(0x89, "ping").frame(0x80, "ment").gives("ping ping", "TEXT/2 fragment");
    }

    @Test
    void case_5_9_a_continuation_of_nothing_is_1002() {
        frame(0x80, "a").frame(0x81, "b").gives("violation 1002");
    }

    @Test
    void case_5_15_a_continuation_after_the_end_is_1002() {
        frame(0x01, "a").frame(0x80, "b").frame(0x00, "c").gives("TEXT/2 ab", "violation 1002");
    }

    @Test
    void case_5_18_a_message_within_a_message_is_1002() {
        frame(0x01, "a").frame(0x81, "b").gives("violation 1002");
    }

    @Test
    void case_6_1_empty_fragments_are_part_of_a_message() {
        frame(0x01, "").frame(0x00, "middle").frame(0x80, "").gives("TEXT/3 middle");
    }

    @Test
    void case_6_2_a_character_may_lie_across_fragments() {
        byte[] wall = "壁".getBytes(UTF_8);
        frame(0x01, new byte[] {wall[0]})
                .frame(0x00, new byte[] {wall[1]})
                .frame(0x80, new byte[] {wall[2]})
                .gives("TEXT/3 壁");
    }

    @Test
    void case_6_3_bad_utf_8_is_1007() {
        frame(0x81, HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5eda080656469746564"))
                .gives("violation 1007");
    }

    @Test
    void case_6_4_bad_utf_8_is_1007_before_the_frame_has_all_come() {
        header(0x81, 100, true).raw(masked(HexFormat.of().parseHex("cebaf490"))).gives("violation 1007");
    }

    @Test
    void a_text_that_ends_within_a_character_is_1007() {
        frame(0x81, HexFormat.of().parseHex("cebae1bd")).gives("violation 1007");
    }

    @Test
    void binary_may_be_any_octets() {
        frame(0x82, HexFormat.of().parseHex("61"))
                .frame(0x01, "")
                .frame(0x80, "")
                .gives("BINARY/1 a", "TEXT/2 ");
    }

    @Test
    void case_7_1_nothing_is_read_after_a_close() {
        frame(0x88, "").frame(0x81, "a").frame(0x89, "b").gives("close 1005 ");
    }

    @Test
    void case_7_3_2_a_close_of_one_octet_is_1002() {
        frame(0x88, "a").gives("violation 1002");
    }

    @Test
    void case_7_3_4_a_close_has_code_and_reason() {
        frame(0x88, close(1000, "bye 再见".getBytes(UTF_8))).gives("close 1000 bye 再见");
    }

    @Test
    void case_7_5_a_reason_that_is_not_utf_8_is_1007() {
        frame(0x88, close(1000, new byte[] {'a', (byte) 0xED, (byte) 0xA0})).gives("violation 1007");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void case_7_7_codes_that_may_be_sent(int code) {
        frame(0x88, close(code, new byte[0])).gives("close " + code + " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535})
    void case_7_9_codes_that_must_not_be_sent_are_1002(int code) {
        frame(0x88, close(code, new byte[0])).gives("violation 1002");
    }

    private static byte[] close(int code, byte[] reason) {
        byte[] payload = new byte[2 + reason.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return payload;
    }

    @Test
    void an_unmasked_frame_is_1002() {
        header(0x81, 1, false).raw((byte) 'a').gives("violation 1002");
    }

    @Test
    void a_length_in_more_octets_than_needed_is_1002() {
        raw((byte) 0x82, (byte) 0xFE, (byte) 0, (byte) 125).gives("violation 1002");
    }

    @Test
    void a_64_bit_length_that_fits_into_16_bits_is_1002() {
        raw((byte) 0x82, (byte) 0xFF)
                .raw(new byte[6])
                .raw((byte) 0xFF, (byte) 0xFF)
                .gives("violation 1002");
    }

    @ParameterizedTest
    @ValueSource(longs = {LIMIT + 1, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void a_claim_beyond_the_limit_is_1009_before_anything_comes(long claim) {
        header(0x82, claim, false);
        byte[] octets = wire.toByteArray();
        octets[1] |= (byte) 0x80;
        wire.reset();
        raw(octets).gives("violation 1009");
    }

    @Test
    void fragments_beyond_the_limit_together_are_1009() {
        frame(0x02, new byte[LIMIT]).frame(0x00, "").header(0x80, 1, true).gives("violation 1009");
    }

    @Test
    void a_message_of_just_the_limit_in_fragments_is_taken() {
        frame(0x02, new byte[LIMIT - 1]).frame(0x80, "a").gives("BINARY/2 70000 bytes");
    }

    @Test
    void too_many_fragments_are_1008_even_when_empty() {
        frame(0x01, "");
        for (int i = 1; i < FRAGMENTS; i++) {
            frame(0x00, "");
        }
        frame(0x80, "").gives("violation 1008");
    }

    @Test
    void as_many_fragments_as_allowed_are_taken_in_each_message() {
        for (int message = 0; message < 2; message++) {
            frame(0x01, "a");
            for (int i = 2; i < FRAGMENTS; i++) {
                frame(0x00, "b");
            }
            frame(0x80, "c");
        }
        gives("TEXT/8 abbbbbbc", "TEXT/8 abbbbbbc");
    }

    @Test
    void while_it_is_held_nothing_more_is_read() {
        frame(0x81, "a").frame(0x81, "b");
        Notes notes = new Notes();
        FrameDecoder decoder = new FrameDecoder(LIMIT, FRAGMENTS, notes);
        ByteBuf in = Unpooled.wrappedBuffer(wire.toByteArray());
        decoder.hold(true);
        decoder.decode(in);
        assertThat(notes.notes).isEmpty();
        decoder.hold(false);
        decoder.decode(in);
        assertThat(notes.notes).containsExactly("TEXT/1 a", "TEXT/1 b");
    }

    @Test
    void any_octets_at_all_end_in_messages_or_one_violation() {
        Random random = new Random(517);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(64)];
            random.nextBytes(octets);
            List<String> whole = decoded(octets, Math.max(1, octets.length));
            assertThat(decoded(octets, 1)).isEqualTo(whole);
            assertThat(whole.stream()
                            .filter(note -> note.startsWith("violation"))
                            .count())
                    .isLessThanOrEqualTo(1);
        }
    }
}
