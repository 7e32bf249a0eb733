package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.websocket.CloseCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of docs/protocol.md name every code, with its number. */
class ProtocolDocTest {
    private static final String PROTOCOL = "docs/protocol.md";

    @ParameterizedTest
    @EnumSource
    void every_close_code_has_its_row(CloseCode code) {
        assertThat(Excerpt.text(PROTOCOL)).contains("| " + code.code() + " | `" + code.label() + "` |");
    }

    @ParameterizedTest
    @EnumSource
    void every_code_that_ends_a_centrifugal_connection_has_its_row(DisconnectCode code) {
        assertThat(Excerpt.text(PROTOCOL)).contains("| " + code.code() + " | `" + code.reason() + "` |");
    }

    @ParameterizedTest
    @EnumSource
    void every_error_code_has_its_row(ErrorCode code) {
        String again = code.temporary() ? "yes" : "no";
        assertThat(Excerpt.text(PROTOCOL))
                .contains("| " + code.code() + " | `" + code.label() + "` | " + code.status() + " | " + again + " |");
    }
}
