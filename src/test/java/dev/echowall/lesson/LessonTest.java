package dev.echowall.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.docs.Excerpt;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lesson prints is what the tests compile and run. */
class LessonTest {
    private static final String SOURCES = "src/test/java/dev/echowall/lesson/";

    @ParameterizedTest
    @ValueSource(strings = {"docs/lesson.md", "docs/lesson.zh-CN.md"})
    void the_lesson_shows_the_server_and_the_client_as_they_are(String lesson) {
        Map<String, String> shown = Excerpt.shownIn(lesson);

        assertThat(shown).containsOnlyKeys(SOURCES + "PlainEchoWall.java", SOURCES + "PlainClient.java");
        shown.forEach((file, code) -> assertThat(code).as(file).isEqualTo(Excerpt.text(file)));
    }
}
