package dev.echowall.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8ValidatorTest {
    /** Octets at which the rules change: random ones would seldom meet them. */
    private static final int[] CORNERS = {
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF
    };

    private final Utf8Validator validator = new Utf8Validator();

    @Test
    void it_agrees_with_java_on_any_octets_at_any_cut() {
        Random random = new Random(20061122);
        for (int i = 0; i < 200_000; i++) {
            byte[] octets = new byte[1 + random.nextInt(12)];
            for (int at = 0; at < octets.length; at++) {
                octets[at] = (byte) CORNERS[random.nextInt(CORNERS.length)];
            }
            assertThat(bad(octets, random)).as(hex(octets)).isEqualTo(badByJava(octets));
        }
    }

    @Test
    void every_character_is_accepted() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] octets = Character.toString(codePoint).getBytes(UTF_8);
            if (!validator.accept(octets, 0, octets.length) || !validator.complete()) {
                throw new AssertionError(Integer.toHexString(codePoint));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F490", "EDA0", "C0", "E080", "F080", "F5", "80", "E282C3"})
    void the_first_octet_that_cannot_belong_is_refused_at_once(String hex) {
        byte[] octets = bytes(hex);
        assertThat(validator.accept(octets, 0, octets.length - 1)).isTrue();
        assertThat(validator.accept(octets, octets.length - 1, octets.length)).isFalse();
    }

    @Test
    void a_bad_octet_behind_a_long_run_of_ascii_is_found() {
        for (int at = 0; at < 40; at++) {
            byte[] octets = "a".repeat(40).getBytes(UTF_8);
            octets[at] = (byte) 0xFF;
            validator.reset();
            assertThat(validator.accept(octets, 0, octets.length)).isFalse();
        }
    }

    @Test
    void half_a_character_is_accepted_and_not_complete() {
        byte[] octets = "壁".getBytes(UTF_8);
        assertThat(validator.accept(octets, 0, 2)).isTrue();
        assertThat(validator.complete()).isFalse();
        assertThat(validator.accept(octets, 2, 3)).isTrue();
        assertThat(validator.complete()).isTrue();
    }

    /** -1 when it cannot be UTF-8, 0 when it is, 1 when it may become so. */
    private int bad(byte[] octets, Random random) {
        validator.reset();
        int cut = random.nextInt(octets.length + 1);
        if (!validator.accept(octets, 0, cut) || !validator.accept(octets, cut, octets.length)) {
            return -1;
        }
        return validator.complete() ? 0 : 1;
    }

    private static int badByJava(byte[] octets) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(octets);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(octets.length), false);
        if (result.isError()) {
            return -1;
        }
        if (!in.hasRemaining()) {
            return 0;
        }
        return canBecomeCharacter(octets, in.position()) ? 1 : -1;
    }

    /** Java waits with half a character until it has all of it; whether it can have an end is tried out. */
    private static boolean canBecomeCharacter(byte[] octets, int from) {
        int have = octets.length - from;
        byte[] whole = Arrays.copyOfRange(octets, from, octets.length + 3);
        for (int length = have + 1; length <= 4; length++) {
            for (int next = 0x80; next <= 0xBF; next++) {
                for (int at = have; at < length; at++) {
                    whole[at] = (byte) next;
                }
                CharBuffer out = CharBuffer.allocate(4);
                CoderResult result = UTF_8.newDecoder().decode(ByteBuffer.wrap(whole, 0, length), out, true);
                if (!result.isError()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
