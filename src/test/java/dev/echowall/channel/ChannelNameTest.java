package dev.echowall.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A.b_c-1",
                "ns:rest",
                "$private",
                "$ns:rest",
                "chat#42",
                "chat#42,43",
                "#42",
                "a#b#1,2",
                "a:#1,",
                "a#"
            })
    void these_are_names(String name) {
        assertThat(ChannelName.of(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "$", "a b", "a,b", ",", "a,b#42", "a#1,2#3", "a#,b#c", "a$", "a$b", "$$a", "ä", "a*", "*", "a/b",
                "a?b", "a%20", "a\u0000", "a\n", "a&b", "a\\b", "a\u202e"
            })
    void these_are_none(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelName.of(name))
                .withMessageContaining("a channel name ");
    }

    @ParameterizedTest
    @CsvSource({
        "echo,echo",
        "echo:kitchen,echo",
        "$echo:kitchen,echo",
        "$echo,echo",
        "echo#42,echo",
        "echo:kitchen#42,echo",
        "echo#4:2,echo",
        "echo#a#b,echo#a",
        "a:b:c,a"
    })
    void the_namespace_is_what_stands_before_the_colon_and_the_users(String name, String namespace) {
        assertThat(ChannelName.of(name).namespace()).isEqualTo(namespace);
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256})
    void a_name_has_255_characters_at_most(int length) {
        String name = "x".repeat(length);
        if (length <= ChannelName.MAX_LENGTH) {
            assertThat(ChannelName.of(name).value()).hasSize(length);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> ChannelName.of(name));
        }
    }
}
