package dev.echowall.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.protocol.http.Extension;
import dev.echowall.protocol.http.ExtensionList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered to which offers of permessage-deflate. */
class DeflateTest {
    private static final String OURS = "permessage-deflate; server_no_context_takeover";

    private static String answer(String... offered) {
        return Objects.requireNonNull(Deflate.agreed(Arrays.asList(offered))).answer();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate;client_max_window_bits=\"15\" ; server_no_context_takeover",
                "\tpermessage-deflate ; client_max_window_bits = 10 ",
                "x-webkit-deflate-frame, permessage-deflate",
                ", ,permessage-deflate,",
                "foo; bar=\"a\\b\", permessage-deflate"
            })
    void case_13_1_and_13_2_we_never_keep_our_context(String offered) {
        assertThat(answer(offered)).isEqualTo(OURS);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void case_13_3_to_13_6_a_window_that_is_asked_for_is_kept_to(int bits) {
        String offered = "permessage-deflate; server_max_window_bits=" + bits;
        assertThat(answer(offered)).isEqualTo(OURS + "; server_max_window_bits=" + bits);
        assertThat(answer(offered + "; server_no_context_takeover"))
                .isEqualTo(OURS + "; server_max_window_bits=" + bits);
    }

    @Test
    void case_13_7_of_several_offers_the_first_is_taken() {
        assertThat(answer("permessage-deflate; server_no_context_takeover; server_max_window_bits=9, "
                        + "permessage-deflate; server_no_context_takeover, permessage-deflate"))
                .isEqualTo(OURS + "; server_max_window_bits=9");
    }

    @Test
    void offers_may_stand_in_several_headers() {
        assertThat(answer("foo", "permessage-deflate; client_no_context_takeover"))
                .isEqualTo(OURS + "; client_no_context_takeover");
    }

    @Test
    void a_client_that_does_not_keep_its_context_is_taken_at_its_word() {
        Deflate deflate =
                Objects.requireNonNull(Deflate.agreed(List.of("permessage-deflate; client_no_context_takeover")));
        assertThat(deflate.clientKeepsContext()).isFalse();
        assertThat(deflate.serverWindowBits()).isEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-webkit-deflate-frame",
                "Permessage-deflate-not",
                "permessage-deflate; unknown",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=08",
                "permessage-deflate; server_max_window_bits=x",
                "permessage-deflate; client_max_window_bits=0",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=+9",
                "permessage-deflate; server_no_context_takeover=true",
                "permessage-deflate; client_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
                "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9"
            })
    void an_offer_that_we_do_not_understand_is_declined_and_the_next_one_taken(String offered) {
        assertThat(Deflate.agreed(List.of(offered))).isNull();
        assertThat(answer(offered + ", permessage-deflate")).isEqualTo(OURS);
    }

    @Test
    void without_an_offer_nothing_is_agreed_on() {
        assertThat(Deflate.agreed(List.of())).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "','",
                "a b",
                "a;",
                "a;;b",
                "a; =b",
                "a; b=",
                "a; b=, c",
                "a; b=c d",
                "=",
                ";a",
                "a/b",
                "a; b=\"",
                "a; b=\"\"",
                "a; b=\"c",
                "a; b=\"c d\"",
                "a; b=\"c\"d",
                "a; b=\"c\\",
                "a; b=\"c,d\"",
                "é"
            })
    void a_header_against_the_grammar_is_a_fault(String header) {
        assertThatThrownBy(() -> ExtensionList.parse(List.of("permessage-deflate", header)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Sec-WebSocket-Extensions");
    }

    @Test
    void what_is_offered_is_read_as_it_stands() {
        assertThat(ExtensionList.parse(List.of("a; b; c=\"d\\e\", f;g=h", "i")))
                .containsExactly(
                        new Extension(
                                "a", List.of(new Extension.Parameter("b", null), new Extension.Parameter("c", "de"))),
                        new Extension("f", List.of(new Extension.Parameter("g", "h"))),
                        new Extension("i", List.of()));
    }
}
