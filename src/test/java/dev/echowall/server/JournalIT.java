package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.config.ConfigException;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance tells about its journal. */
class JournalIT {
    @TempDir
    private Path parent;

    private Path directory() {
        return parent.resolve("journal");
    }

    private TestNode start() {
        return TestNode.start("""
                cluster: { name: journaled }
                journal: { directory: "%s", sync: 10ms, segment-bytes: 65536 }
                channels: { default: { history-size: 100 } }
                """.formatted(directory()));
    }

    private static JsonObject health(TestNode node) {
        return new JsonObject(
                new TestHttpClient(node.management()).get("/health/ready").body());
    }

    private static double metric(TestNode node, String name) {
        String all = new TestHttpClient(node.management()).get("/metrics").body();
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(all);
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static void publish(TestNode node) {
        String body = "{\"channel\":\"news\",\"data\":\"" + "x".repeat(50_000) + "\"}";
        assertThat(new TestHttpClient(node.management())
                        .post("/api/publish", "application/json", body)
                        .statusCode())
                .isEqualTo(200);
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void an_instance_without_one_does_not_mention_it() {
        try (TestNode node = TestNode.start("")) {
            assertThat(health(node).containsKey("journal")).isFalse();
            assertThat(new TestHttpClient(node.management()).get("/metrics").body())
                    .doesNotContain("echowall_journal");
        }
    }

    @Test
    void health_and_metrics_tell_that_it_is_written() {
        try (TestNode node = start()) {
            publish(node);
            TimeLimits.until(
                    "it is on the disk",
                    () -> metric(node, "echowall_journal_bytes") > 50_000
                            && metric(node, "echowall_journal_unsynced_seconds") == 0);
            assertThat(health(node).getString("journal")).isEqualTo("writing");
            assertThat(metric(node, "echowall_journal_written_bytes_total")).isGreaterThan(50_000);
            assertThat(metric(node, "echowall_journal_dropped_total")).isZero();
            assertThat(metric(node, "echowall_journal_suspended")).isZero();
        }
    }

    @Test
    void an_instance_that_cannot_write_it_says_so_and_goes_on() throws IOException {
        try (TestNode node = start()) {
            remove(directory());
            for (int i = 0; i < 4; i++) {
                publish(node); // more than a segment holds
            }
            TimeLimits.until("it is suspended", () -> metric(node, "echowall_journal_suspended") == 1);
            assertThat(health(node).getString("journal")).startsWith("suspended: ");
            assertThat(health(node).getBoolean("ready")).isTrue();
            publish(node);
            assertThat(metric(node, "echowall_journal_dropped_total")).isPositive();

            Files.createDirectory(directory());
            TimeLimits.until("it is written again", () -> metric(node, "echowall_journal_suspended") == 0);
            assertThat(health(node).getString("journal")).isEqualTo("writing");
        }
        try (TestNode again = start()) {
            String poll = new TestHttpClient(again.management())
                    .post("/api/history", "application/json", "{\"channel\":\"news\",\"limit\":0}")
                    .body();
            assertThat(new JsonObject(poll).getJsonObject("result").getLong("offset"))
                    .isEqualTo(5);
        }
    }

    @Test
    void a_directory_that_cannot_be_used_is_an_error_of_the_configuration() throws IOException {
        Files.writeString(directory(), "a file");
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigException.class)
                .hasMessage("journal.directory: the journal cannot be in " + directory() + ": it is no directory");
    }

    @Test
    void a_directory_that_another_instance_uses_is_one_too() {
        try (TestNode node = start()) {
            assertThat(health(node).getBoolean("joined")).isTrue();
            assertThatThrownBy(this::start)
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("journal.directory: another instance is using the journal in " + directory());
        }
    }
}
