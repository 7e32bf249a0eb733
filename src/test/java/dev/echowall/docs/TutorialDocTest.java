package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files that the tutorial shows are those that are run. */
class TutorialDocTest {
    @Test
    void every_file_is_shown_as_it_is() {
        Map<String, String> shown = Excerpt.shownIn("docs/tutorial.md");

        assertThat(shown).containsOnlyKeys("examples/tutorial/Backend.java", "examples/tutorial/index.html");
        shown.forEach((file, code) -> assertThat(code).as(file).isEqualTo(Excerpt.text(file)));
    }
}
