package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever runs the server finds every metric explained. */
class OperationsDocTest {
    private static final Pattern METRIC = Pattern.compile("\"(echowall\\.[a-z.]+)\"");

    @Test
    void every_metric_is_explained() {
        List<String> names = METRIC.matcher(Excerpt.text("src/main/java/dev/echowall/metrics/Metrics.java"))
                .results()
                .map((MatchResult found) -> found.group(1).replace('.', '_'))
                .toList();

        assertThat(names).isNotEmpty();
        assertThat(names)
                .allSatisfy(
                        name -> assertThat(Excerpt.text("docs/operations.md")).contains("`" + name));
    }
}
