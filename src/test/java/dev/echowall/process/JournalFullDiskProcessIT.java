package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.SmallDisk;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An instance with its journal on a disk that is full for a while. */
class JournalFullDiskProcessIT {
    private static final int MEGABYTES = 8;
    /** Long enough that a few of them do not fit into what is left of a page. */
    private static final String PADDING = "-".repeat(2_000);

    private final List<String> published = new ArrayList<>();

    @Test
    void it_serves_on_from_memory_and_says_so_once_and_writes_everything_when_there_is_room_again() {
        assumeTrue(SmallDisk.isPossible(), "only root can mount a disk");
        try (SmallDisk disk = SmallDisk.mount(MEGABYTES);
                NodeProcess node =
                        NodeProcess.single(disk, """
                        channels:
                          kept: { publish: anyone, subscribe: anyone, history-size: 1000, history-bytes: 4MiB }
                        journal: { directory: "%s", segment-bytes: 1MiB }
                        """.formatted(disk.directory().resolve("journal")))) {
            publish(node);
            disk.fill();
            TimeLimits.until("it says that the journal is suspended", () -> {
                publish(node);
                return said(node, "the journal is suspended").size() == 1;
            });
            assertThat(said(node, "the journal is suspended"))
                    .allSatisfy(line -> assertThat(line.encode()).contains("No space left on device"));
            publish(node);
            assertThat(read(node)).isEqualTo(published);
            assertThat(said(node, "the journal is written again")).isEmpty();

            disk.makeRoom();
            TimeLimits.until(
                    "it says that the journal is written again",
                    () -> said(node, "the journal is written again").size() == 1);
            assertThat(said(node, "the journal is suspended")).hasSize(1);
            node.kill9();
            node.start();
            node.awaitReady(1);
            assertThat(read(node)).isEqualTo(published);
        }
    }

    private static List<JsonObject> said(NodeProcess node, String words) {
        return node.log().stream()
                .filter(line -> line.getString("formattedMessage").startsWith(words))
                .toList();
    }

    private void publish(NodeProcess node) {
        String data = (published.size() + 1) + PADDING;
        HttpResponse<String> answer = node.http().post("/publish/kept:1", "text/plain", data);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        published.add(data);
    }

    private static List<String> read(NodeProcess node) {
        List<String> all = new ArrayList<>();
        String after = ":0";
        while (true) {
            JsonObject page = new JsonObject(
                    node.http().get("/poll/kept:1?limit=1000&after=" + after).body());
            if (page.getJsonArray("publications").isEmpty()) {
                return all;
            }
            page.getJsonArray("publications").forEach(each -> all.add(((JsonObject) each).getString("data")));
            after = page.getString("epoch") + ":" + page.getLong("offset");
        }
    }
}
