package dev.echowall.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.http.HeaderGuard.Finding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderGuardTest {
    private static final String LINE = "GET /ws HTTP/1.1\r\n";
    private static final String GOOD = LINE + "Host: a\r\nX-Name: a b\tc é\r\nEmpty:\r\n\r\n";

    private final HeaderGuard guard = new HeaderGuard();
    private int heads;

    private Finding look(String text) {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        Finding last = guard.look(in);
        while (last == Finding.HEAD) {
            heads++;
            if (!in.isReadable()) {
                break;
            }
            last = guard.look(in);
        }
        return last;
    }

    private void assertOdd(String text, String words) {
        assertThat(look(text)).isEqualTo(Finding.ODD);
        assertThat(guard.fault()).contains(words);
        assertThat(look(GOOD)).as("nothing after it is read").isEqualTo(Finding.ODD);
    }

    @Test
    void a_good_head_is_found_at_its_last_byte() {
        ByteBuf in = Unpooled.copiedBuffer(GOOD + "frames", StandardCharsets.ISO_8859_1);
        assertThat(guard.look(in)).isEqualTo(Finding.HEAD);
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("frames");
        assertThat(guard.fault()).isEmpty();
    }

    @Test
    void a_good_head_may_come_byte_by_byte() {
        for (int i = 0; i < GOOD.length(); i++) {
            look(GOOD.substring(i, i + 1));
        }
        assertThat(heads).isEqualTo(1);
        assertThat(guard.fault()).isEmpty();
    }

    @Test
    void one_request_may_follow_the_other() {
        look(GOOD + "\r\n" + GOOD + GOOD);
        assertThat(heads).isEqualTo(3);
        assertThat(guard.fault()).isEmpty();
    }

    @Test
    void a_folded_line_is_odd() {
        assertOdd(LINE + "X: a\r\n b\r\n\r\n", "folded");
    }

    @Test
    void a_line_that_begins_with_a_tab_is_odd() {
        assertOdd(LINE + "\tX: a\r\n\r\n", "folded");
    }

    @Test
    void a_line_without_a_colon_is_odd() {
        assertOdd(LINE + "Host\r\n\r\n", "has a colon");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host : a", "Ho st: a", "Host\t: a", ": a", "Hé: a", "Ho(st): a", "Ho\0st: a", "\u007Fx: a"})
    void a_name_that_is_no_token_is_odd(String line) {
        assertOdd(LINE + line + "\r\n\r\n", "name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\nY: b", "X: a\rY: b", "X: a\r\rY: b", "X: a\n"})
    void a_line_ends_with_both(String lines) {
        assertOdd(LINE + lines + "\r\n\r\n", "ends with CR LF");
    }

    @Test
    void the_head_ends_with_both() {
        assertOdd(LINE + "X: a\r\n\rGET", "ends with CR LF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /ws HTTP/1.1\nHost: a\r\n", "GET /ws HTTP/1.1\rHost: a\r\n"})
    void the_request_line_ends_with_both(String lines) {
        assertOdd(lines + "\r\n", "ends with CR LF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: \0", "X: a\u0001b", "X: \u001B[2J", "X: \u007F"})
    void a_control_character_in_a_value_is_odd(String line) {
        assertOdd(LINE + line + "\r\n\r\n", "control character");
    }

    @Test
    void a_control_character_in_the_request_line_is_odd() {
        assertOdd("GET /\0 HTTP/1.1\r\n\r\n", "control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {" GET / HTTP/1.1", "\0GET / HTTP/1.1", "\u0016\u0003\u0001"})
    void a_request_begins_with_a_method(String text) {
        assertOdd(text, "method");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.2",
                "GET / HTTP/2.0",
                "GET / HTTP/9",
                "GET / http/1.1",
                "GET / XHTTP/1.1",
                "GET /",
                "G"
            })
    void a_request_line_ends_with_the_version(String line) {
        look(GOOD);
        assertOdd(line + "\r\nHost: a\r\n\r\n", "HTTP/1.1");
    }

    @Test
    void http_1_0_is_a_version_too() {
        assertThat(look("GET / HTTP/1.0\r\n\r\n")).isEqualTo(Finding.HEAD);
    }

    @Test
    void a_head_that_does_not_end_is_odd() {
        assertThat(look(LINE + "X: " + "a".repeat(HeaderGuard.HEAD_BYTES - LINE.length() - 3)))
                .isEqualTo(Finding.MORE);
        assertOdd("a", "at most 16384 bytes");
    }

    @Test
    void empty_lines_before_a_request_without_end_are_odd() {
        assertOdd("\r\n".repeat(HeaderGuard.HEAD_BYTES), "at most 16384 bytes");
    }

    @Test
    void a_body_is_not_taken_for_a_head() {
        look("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n\0 a\nb:\r\0zz" + GOOD);
        assertThat(heads).isEqualTo(2);
        assertThat(guard.fault()).isEmpty();
    }

    @Test
    void a_chunked_body_is_not_taken_for_a_head() {
        look("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "a\r\n\0 a\nb:\r\0zz\r\n1;x=y\r\nz\r\n00\r\nTrailer: a\r\n\r\n" + GOOD);
        assertThat(guard.fault()).isEmpty();
        assertThat(heads).isEqualTo(2);
    }

    @Test
    void bodies_may_come_in_any_pieces() {
        String all = ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n\0\0\0"
                        + "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n" + "\0".repeat(0x12)
                        + "\r\n0\r\n\r\n")
                .repeat(20);
        Random random = new Random(7);
        for (int from = 0; from < all.length(); ) {
            int to = Math.min(all.length(), from + 1 + random.nextInt(40));
            look(all.substring(from, to));
            from = to;
        }
        assertThat(guard.fault()).isEmpty();
        assertThat(heads).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 3",
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 3",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: identity",
                "Content-Length: 3, 3",
                "Content-Length: +3",
                "Content-Length: -3",
                "Content-Length: 0x3",
                "Content-Length:",
                "Content-Length: 9999999999999999"
            })
    void a_body_of_unclear_length_is_odd(String lines) {
        assertOdd("POST / HTTP/1.1\r\n" + lines + "\r\n\r\n", "length");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "x\r\n",
                "-1\r\n",
                " 1\r\n",
                "1 \r\n",
                "1\n",
                "1\r\nab\r\n",
                "1\r\na\n",
                "1;\0\r\n",
                "1111111111111111"
            })
    void an_odd_chunk_is_odd(String chunks) {
        assertOdd("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "chunk");
    }

    @Test
    void an_odd_trailer_is_odd() {
        assertOdd("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX : a\r\n\r\n", "name");
    }
}
