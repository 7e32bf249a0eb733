package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.ClassArchive;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StartProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    @Test
    void a_cluster_of_one_is_soon_ready() {
        ClassArchive.prepare();
        Instant begun = Instant.now();
        try (NodeProcess node = NodeProcess.single("")) {
            Duration took = Duration.between(begun, Instant.now());
            System.out.printf("ready %d ms after exec, of it startup_ms %s%n", took.toMillis(), startupMillis(node));
            assertThat(took).isLessThan(Patience.promised(LIMIT));
        }
    }

    @Test
    void one_that_is_killed_leaves_no_directory_behind() throws IOException {
        Set<Path> before = cacheDirectories();
        try (NodeProcess node = NodeProcess.single("")) {
            node.kill9();
        }
        assertThat(cacheDirectories()).isSubsetOf(before);
    }

    @Test
    void what_it_rehearsed_leaves_no_trace() {
        try (NodeProcess node = NodeProcess.single("")) {
            // It answers that it is ready a moment before it says so.
            Patience.until("its first line", () -> !node.log().isEmpty());
            assertThat(node.log())
                    .hasSize(1)
                    .allSatisfy(line ->
                            assertThat(line.getString("formattedMessage")).isEqualTo("ready"));
            assertThat(node.management().get("/metrics").body())
                    .contains("echowall_deliveries_total 0.0", "echowall_history_bytes{namespace=\"echo\"} 0.0")
                    .doesNotContain("echowall_publications_total{namespace=\"echo\"}");
        }
    }

    private static Set<Path> cacheDirectories() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(each -> each.getFileName().toString().startsWith("vertx-cache"))
                    .collect(Collectors.toSet());
        }
    }

    private static String startupMillis(NodeProcess node) {
        for (JsonObject line : node.log()) {
            JsonArray pairs = line.getJsonArray("kvpList", new JsonArray());
            for (Object pair : pairs) {
                if (((JsonObject) pair).containsKey("startup_ms")) {
                    return ((JsonObject) pair).getString("startup_ms");
                }
            }
        }
        return "unknown";
    }
}
