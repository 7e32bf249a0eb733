package dev.echowall.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final ClientInfo INFO = new ClientInfo("mallory", "c1", null, null);

    private static Publication publication(@Nullable ClientInfo info, Map<String, String> tags) {
        return new Publication(ChannelName.of("echo"), "x7", 1, 2, "node1", Payload.text("hello"), info, tags);
    }

    @Test
    void without_info_and_tags_it_is_as_large_as_its_payload_and_has_no_map_of_its_own() {
        Publication plain = publication(null, new HashMap<>());

        assertThat(plain.size()).isEqualTo(5);
        assertThat(plain.tags()).isSameAs(Map.of());
        assertThat(plain)
                .isEqualTo(new Publication(ChannelName.of("echo"), "x7", 1, 2, "node1", Payload.text("hello")));
    }

    @Test
    void info_and_tags_count() {
        assertThat(publication(INFO, Map.of()).size()).isEqualTo(5 + INFO.size());
        assertThat(publication(INFO, Map.of("a", "b")).size()).isEqualTo(5 + INFO.size() + Tags.size(Map.of("a", "b")));
        assertThat(Tags.size(Map.of("a", "x".repeat(100)))).isGreaterThan(Tags.size(Map.of("a", "b")) + 98);
    }

    @Test
    void tags_that_change_later_do_not_change_it() {
        Map<String, String> tags = new HashMap<>(Map.of("a", "b"));
        Publication publication = publication(null, tags);
        tags.put("c", "d");

        assertThat(publication.tags()).containsExactly(Map.entry("a", "b"));
    }

    @Test
    void more_or_longer_tags_than_allowed_are_refused() {
        Map<String, String> many =
                IntStream.range(0, Tags.MAX_COUNT + 1).boxed().collect(Collectors.toMap(i -> "tag" + i, i -> ""));
        assertThatIllegalArgumentException().isThrownBy(() -> publication(null, many));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publication(null, Map.of("a", "x".repeat(Tags.MAX_CHARACTERS))));
        assertThat(publication(null, Map.of("a", "x".repeat(Tags.MAX_CHARACTERS - 1)))
                        .tags())
                .hasSize(1);
    }

    @Test
    void under_another_epoch_all_else_is_the_same() {
        Publication before = publication(INFO, Map.of("a", "b"));
        Publication after = before.under("y8");

        assertThat(after.epoch()).isEqualTo("y8");
        assertThat(after.under("x7")).isEqualTo(before);
    }

    @Test
    void a_log_line_says_where_it_is_and_not_what_was_said_and_by_whom() {
        assertThat(publication(INFO, Map.of("name", "value")).toString())
                .contains("x7:1")
                .doesNotContain("hello")
                .doesNotContain("mallory")
                .doesNotContain("value");
    }
}
