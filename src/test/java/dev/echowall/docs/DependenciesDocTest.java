package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nothing is depended on without a word why. */
class DependenciesDocTest {
    private static final Pattern ARTIFACT = Pattern.compile(
            "<(?:dependency|plugin|path)>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    @Test
    void every_dependency_and_plugin_has_its_line() {
        List<String> artifacts = ARTIFACT.matcher(Excerpt.text("pom.xml"))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();

        assertThat(artifacts).hasSizeGreaterThan(10);
        assertThat(artifacts)
                .allSatisfy(artifact ->
                        assertThat(Excerpt.text("docs/dependencies.md")).contains("`" + artifact + "`"));
    }
}
