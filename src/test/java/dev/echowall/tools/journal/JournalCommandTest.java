package dev.echowall.tools.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.journal.Journal;
import dev.echowall.journal.JournalOptions;
import dev.echowall.journal.JournalRecord;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamEnded;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.SnapshotSource;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import dev.echowall.tools.link.ToolRun;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final Retention KEEPS_TEN = new Retention(10, Long.MAX_VALUE, 0, 60_000, Long.MAX_VALUE);

    private static final SnapshotSource NOTHING = new SnapshotSource() {
        @Override
        public Collection<String> channels() {
            return List.of();
        }

        @Override
        public void snapshot(String channel, Consumer<JournalRecord> to) {}

        @Override
        public Collection<Integer> shards() {
            return List.of();
        }

        @Override
        public void shardState(int shard, Consumer<JournalRecord> to) {}
    };

    @TempDir
    private Path parent;

    private ToolRun run(String... arguments) {
        return ToolRun.of(JournalCommand::new, arguments);
    }

    private Path directory() {
        return parent.resolve("journal");
    }

    private static StreamAppend append(String channel, long top, Payload payload) {
        return new StreamAppend(
                ChannelName.of(channel),
                "epoch1",
                top,
                "sender",
                top + 1,
                "node1",
                List.of(new Draft(payload, null, 0)),
                new long[] {top + 1},
                NOW + top,
                KEEPS_TEN,
                100,
                new byte[0]);
    }

    /** A directory with two streams: one of three publications, and one that has ended. */
    private void write(boolean clean) throws Exception {
        Journal journal = Journal.open(directory(), new JournalOptions("wall", "node1"));
        journal.start(NOTHING);
        Stream kept = new Stream(ChannelName.of("news"), "epoch1", NOW);
        journal.write(StreamSnapshot.of(kept, new byte[0]));
        journal.write(append("news", 0, Payload.text("first \u001b[2J\nline")));
        journal.write(append("news", 1, Payload.json("{\"n\":2}")));
        journal.write(append("news", 2, Payload.binary(new byte[] {0, -1})));
        journal.write(append("gone", 0, Payload.text("over")));
        journal.write(new StreamEnded(ChannelName.of("gone")));
        journal.close(clean);
    }

    private Path segment() {
        return directory().resolve("00000000000000000001.journal");
    }

    @Test
    void files_and_streams_are_listed() throws Exception {
        write(true);

        ToolRun run = run("ls", directory().toString());

        assertThat(run.code()).as(run.said()).isZero();
        assertThat(run.printed())
                .startsWith("instance node1 of cluster wall\n")
                .containsPattern("\n +1 +" + Files.size(segment()) + " +7 +20.*stopped in order\n")
                .containsPattern("\n +3 +3 +\\d+ +epoch1 +news\n")
                .doesNotContain("gone", "damaged");
    }

    @Test
    void one_that_was_not_stopped_in_order_is_told_apart() throws Exception {
        write(false);
        assertThat(run("ls", directory().toString()).printed()).contains("not stopped in order");
    }

    @Test
    void records_are_printed_one_a_line_and_drive_no_terminal() throws Exception {
        write(true);

        ToolRun run = run("cat", directory().toString());

        assertThat(run.code()).as(run.said()).isZero();
        assertThat(run.printed().lines()).hasSize(7);
        assertThat(run.printed())
                .contains("append  news epoch1:1 \"first \\x1b[2J\\nline\", by node1, 2026-")
                .contains("append  news epoch1:2 {\"n\":2}, by")
                .contains("append  news epoch1:3 0x00ff, by")
                .contains("end     gone\n")
                .endsWith("Z\n")
                .contains("stop    in order, 20");
    }

    @Test
    void only_one_channel_is_printed_if_wanted() throws Exception {
        write(true);
        ToolRun run = run("cat", directory().toString(), "--channel", "gone");
        assertThat(run.printed().lines()).hasSize(2).allMatch(line -> line.contains(" gone"));
    }

    @Test
    void json_has_whole_payloads() throws Exception {
        write(true);

        List<JsonObject> lines = run("cat", directory().toString(), "--channel", "news", "--json")
                .printed()
                .lines()
                .map(JsonObject::new)
                .toList();

        assertThat(lines)
                .extracting(each -> each.getString("type"))
                .containsExactly("stream", "append", "append", "append");
        assertThat(draft(lines.get(1)).getString("data")).isEqualTo("first \u001b[2J\nline");
        assertThat(draft(lines.get(2)).getString("kind")).isEqualTo("json");
        assertThat(draft(lines.get(3)).getString("b64data")).isEqualTo("AP8=");
        assertThat(draft(lines.get(3)).getLong("offset")).isEqualTo(3);
    }

    private static JsonObject draft(JsonObject line) {
        return line.getJsonArray("drafts").getJsonObject(0);
    }

    @Test
    void what_is_damaged_is_said_where_it_is_and_by_the_exit_code() throws Exception {
        write(false);
        Files.write(segment(), new byte[] {0, 0, 0, 9, 1}, StandardOpenOption.APPEND);

        ToolRun cat = run("cat", directory().toString(), "--channel", "gone");
        ToolRun list = run("ls", directory().toString());

        assertThat(cat.code()).isEqualTo(3);
        assertThat(cat.printed().lines()).hasSize(3).last().asString().contains("damaged, 5 bytes: it ends within");
        assertThat(list.code()).isEqualTo(3);
        assertThat(list.printed())
                .contains("damaged at ", "damaged or missing:\n  00000000000000000001.journal at ")
                .containsPattern("\n +3 +3 +\\d+ +epoch1 +news\n");
    }

    @Test
    void an_instance_that_is_writing_is_not_disturbed() throws Exception {
        Journal journal = Journal.open(directory(), new JournalOptions("wall", "node1"));
        journal.start(NOTHING);
        journal.write(append("news", 0, Payload.text("now")));
        journal.synced().toCompletableFuture().get();

        assertThat(run("cat", directory().toString()).printed()).contains("append  news epoch1:1 \"now\"");
        assertThat(run("ls", directory().toString()).code()).isZero();

        journal.close(true);
        assertThat(run("ls", directory().toString()).printed()).contains("stopped in order");
    }

    @Test
    void a_directory_without_a_journal_is_told() throws IOException {
        Files.createDirectory(directory());
        for (String command : List.of("ls", "cat")) {
            ToolRun empty = run(command, directory().toString());
            assertThat(empty.code()).isEqualTo(1);
            assertThat(empty.said()).isEqualTo("echowall: there is no journal in " + directory() + "\n");
            ToolRun missing = run(command, parent.resolve("other").toString());
            assertThat(missing.code()).isEqualTo(1);
            assertThat(missing.said()).contains("cannot be read: no such file").hasLineCount(1);
        }
    }

    @Test
    void without_a_command_it_says_which_there_are() {
        ToolRun run = run();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.said()).contains("Missing command: ls, cat, open").hasLineCount(1);
        assertThat(run("cat", "--help").printed()).contains("Usage: echowall journal cat", "Exit codes:");
    }
}
