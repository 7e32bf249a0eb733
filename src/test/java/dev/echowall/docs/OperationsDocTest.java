package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever runs the server finds every metric explained. */
class OperationsDocTest {
    /** As a metric is registered: a name, then its description. */
    private static final Pattern METRIC = Pattern.compile("(?:counter|gauge|builder)\\(\\s*\"(echowall\\.[a-z.]+)\"");

    @Test
    void every_metric_is_explained() throws IOException {
        List<String> names;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            names = sources.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file ->
                            METRIC.matcher(Excerpt.text(file.toString())).results())
                    .map(found -> found.group(1).replace('.', '_'))
                    .toList();
        }

        assertThat(names).contains("echowall_connections", "echowall_tick_lateness");
        assertThat(names)
                .allSatisfy(
                        name -> assertThat(Excerpt.text("docs/operations.md")).contains("`" + name));
    }
}
