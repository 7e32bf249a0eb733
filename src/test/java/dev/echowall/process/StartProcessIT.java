package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartProcessIT {
    /** Far from the goal of 3 s, so that a busy machine does not fail it; what it took is printed. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void a_cluster_of_one_is_soon_ready() throws IOException {
        Instant begun = Instant.now();
        try (NodeProcess node = NodeProcess.single("")) {
            Duration took = Duration.between(begun, Instant.now());
            System.out.printf("ready %d ms after exec, of it startup_ms %s%n", took.toMillis(), startupMillis(node));
            assertThat(took).isLessThan(Patience.stretched(LIMIT));
        }
    }

    private static String startupMillis(NodeProcess node) throws IOException {
        for (String line : Files.readAllLines(node.out())) {
            JsonArray pairs = new JsonObject(line).getJsonArray("kvpList", new JsonArray());
            for (Object pair : pairs) {
                if (((JsonObject) pair).containsKey("startup_ms")) {
                    return ((JsonObject) pair).getString("startup_ms");
                }
            }
        }
        return "unknown";
    }
}
