package dev.echowall.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.docs.Excerpt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the lesson say what its documents say: {@code mvn test -Dtest=LessonPageTest -Dlesson.write=true} makes them. */
class LessonPageTest {
    @ParameterizedTest
    @ValueSource(strings = {"lesson", "lesson.zh-CN"})
    void the_page_of_the_lesson_is_its_document(String name) throws IOException {
        String html = new LessonPage(Excerpt.text("docs/" + name + ".md"), name.endsWith("zh-CN")).html();
        Path page = Path.of("src/main/resources/web/" + name + ".html");
        if (Boolean.getBoolean("lesson.write")) {
            Files.writeString(page, html);
        }

        assertThat(page).as("made anew by -Dlesson.write=true").hasContent(html);
    }
}
