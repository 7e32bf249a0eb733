package dev.echowall.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientInfoTest {
    private static ClientInfo info(String user, @Nullable String connInfo, @Nullable String chanInfo) {
        return new ClientInfo(user, "c1", bytes(connInfo), bytes(chanInfo));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void two_that_say_the_same_are_equal() {
        assertThat(info("42", "{\"a\":1}", "2")).isEqualTo(info("42", "{\"a\":1}", "2"));
        assertThat(info("42", "{\"a\":1}", "2")).hasSameHashCodeAs(info("42", "{\"a\":1}", "2"));
        assertThat(info("42", null, null)).isEqualTo(info("42", null, null));
    }

    @Test
    void two_that_differ_in_anything_are_not() {
        ClientInfo info = info("42", "1", "2");

        assertThat(info).isNotEqualTo(info("43", "1", "2"));
        assertThat(info).isNotEqualTo(new ClientInfo("42", "c2", bytes("1"), bytes("2")));
        assertThat(info).isNotEqualTo(info("42", "2", "2"));
        assertThat(info).isNotEqualTo(info("42", "1", "1"));
        assertThat(info).isNotEqualTo(info("42", "1", null));
    }

    @Test
    void so_much_may_be_told_and_no_more() {
        String half = "x".repeat(ClientInfo.MAX_INFO / 2);

        assertThat(info("42", half, half).connInfo()).hasSize(2048);
        assertThatIllegalArgumentException().isThrownBy(() -> info("42", half, half + "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> info("42", half + half + "x", null));
    }

    @Test
    void a_user_and_a_client_have_names_of_255_characters_at_most() {
        assertThat(info("u".repeat(255), null, null).user()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> info("u".repeat(256), null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientInfo("", "c".repeat(256), null, null));
    }

    @Test
    void a_log_line_says_neither_the_user_nor_what_is_told() {
        assertThat(info("mallory", "\"secret\"", null).toString())
                .contains("c1")
                .doesNotContain("mallory")
                .doesNotContain("secret");
    }
}
