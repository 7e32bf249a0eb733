package dev.echowall.tools.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.app.Instance;
import dev.echowall.config.Config;
import dev.echowall.testing.FreePorts;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import dev.echowall.tools.link.ToolRun;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances, without other copies, that were stopped; one has lost its journal meanwhile. */
class OpenCommandIT {
    private static final String KEY = "a-key-of-more-than-sixteen";

    @TempDir
    private Path directory;

    private final List<Integer> ports = List.of(FreePorts.take(), FreePorts.take());
    private final List<Instance> instances = new ArrayList<>();

    private void start() throws IOException {
        for (int i = 0; i < ports.size(); i++) {
            Path file = Files.writeString(directory.resolve("node" + i + ".yaml"), """
                    node: { name: node%d }
                    server: { host: 127.0.0.1, port: 0, event-loops: 1 }
                    management: { port: 0, api-key: %s }
                    cluster: { name: opened, port: %d, bus-port: 0, members: ["127.0.0.1:%d", "127.0.0.1:%d"], backups: 0 }
                    journal: { directory: "%s" }
                    channels: { default: { history-size: 10 } }
                    """.formatted(
                            i + 1, KEY, ports.get(i), ports.get(0), ports.get(1), journal(i)));
            instances.add(
                    TimeLimits.await(Instance.start(Config.load(file, Map.of()).config())));
        }
        TimeLimits.until(
                "both see each other",
                () -> instances.stream()
                        .allMatch(each -> each.membership().nodes().size() == ports.size()));
    }

    @AfterEach
    void stop() {
        instances.forEach(each -> TimeLimits.await(each.stop("the test is over")));
        instances.clear();
    }

    private Path journal(int index) {
        return directory.resolve("journal" + index);
    }

    private void removeJournal(int index) throws IOException {
        try (Stream<Path> all = Files.walk(journal(index))) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private JsonObject health(int index) {
        return new JsonObject(new TestHttpClient(instances.get(index).managementPort())
                .get("/health/ready")
                .body());
    }

    private ToolRun open(int index, String... more) {
        return ToolRun.of(
                JournalCommand::new,
                Stream.concat(
                                Stream.of(
                                        "open",
                                        "--url",
                                        "http://127.0.0.1:"
                                                + instances.get(index).managementPort()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private int publish(int index, String channel) throws IOException {
        TestHttpClient http = new TestHttpClient(instances.get(index).managementPort());
        return http.ask(http.request("/api/publish")
                        .header("X-API-Key", KEY)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"channel\":\"" + channel + "\",\"data\":1}"))
                        .build())
                .statusCode();
    }

    @Test
    void all_instances_open_without_the_journal_that_is_lost() throws IOException {
        start();
        TimeLimits.until(
                "both are ready",
                () -> health(0).getBoolean("ready") && health(1).getBoolean("ready"));
        for (int i = 0; i < 20; i++) {
            assertThat(publish(0, "news:" + i)).isEqualTo(200);
        }
        assertThat(open(0, "--i-know-what-is-lost", "--api-key", KEY).said())
                .contains("echowall: refused: 404 not_available: this instance does not wait for journals");
        stop();
        removeJournal(1);

        start();
        TimeLimits.until("one waits", () -> !health(0).getJsonArray("waits_for").isEmpty());
        assertThat(health(0).getJsonArray("waits_for").getString(0)).isEqualTo("1 more of node1, node2");

        ToolRun unsure = open(0, "--api-key", KEY);
        assertThat(unsure.code()).isEqualTo(2);
        assertThat(unsure.said())
                .contains("would be lost", "--i-know-what-is-lost")
                .hasLineCount(1);
        ToolRun stranger = open(0, "--i-know-what-is-lost");
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.said()).contains("refused: 401 unauthorized");
        assertThat(health(0).getBoolean("ready")).isFalse();

        ToolRun sure = open(0, "--i-know-what-is-lost", "--api-key", KEY);
        assertThat(sure.code()).as(sure.said()).isZero();
        assertThat(sure.printed()).isEqualTo("opened without node2\n");
        TimeLimits.until(
                "both are ready",
                () -> health(0).getBoolean("ready") && health(1).getBoolean("ready"));
        for (int i = 0; i < 20; i++) {
            assertThat(publish(1, "news:" + i)).isEqualTo(200);
        }
        assertThat(open(0, "--i-know-what-is-lost", "--api-key", KEY).code()).isEqualTo(1);
    }

    @Test
    void an_instance_that_does_not_answer_is_told() {
        ToolRun run = ToolRun.of(
                JournalCommand::new, "open", "--i-know-what-is-lost", "--url", "http://127.0.0.1:" + FreePorts.take());
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.said())
                .contains("echowall: no answer from http://127.0.0.1:")
                .hasLineCount(1);
    }
}
