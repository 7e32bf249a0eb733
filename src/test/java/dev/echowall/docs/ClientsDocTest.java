package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The snippets that people copy are the files that the tests run. */
class ClientsDocTest {
    private static final String CLIENTS = "src/test/clients";
    private static final String FROM_WITHIN = "src/test/java/dev/echowall/clients/PublishFromVertx.java";

    @Test
    void every_snippet_is_shown_as_it_is() {
        Map<String, String> shown = Excerpt.shownIn("docs/clients.md");

        shown.forEach((file, code) -> assertThat(code).as(file).isEqualTo(Excerpt.text(file)));
        assertThat(shown.keySet())
                .containsAll(snippets())
                .contains(FROM_WITHIN)
                .hasSize(snippets().size() + 1);
    }

    private static List<String> snippets() {
        try (Stream<Path> files = Files.list(Path.of(CLIENTS))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> CLIENTS + "/" + file.getFileName())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("cannot list " + CLIENTS, e);
        }
    }
}
