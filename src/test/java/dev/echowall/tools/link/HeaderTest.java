package dev.echowall.tools.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class HeaderTest {
    @Test
    void a_header_is_a_name_and_a_value_without_the_blanks_around_it() {
        assertThat(Header.of("X-Name:  a: b ")).isEqualTo(new Header("X-Name", "a: b"));
        assertThat(Header.of("X-Empty:")).isEqualTo(new Header("X-Empty", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", ": value", "two words: x", "X: a\r\nY: b", "X: a\nY: b"})
    void what_is_no_header_is_refused(String typed) {
        assertThatThrownBy(() -> Header.of(typed)).isInstanceOf(TypeConversionException.class);
    }
}
