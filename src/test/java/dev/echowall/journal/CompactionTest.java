package dev.echowall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal keeps on disk, and what it writes again. */
class CompactionTest {
    private static final long SEGMENT = 20_000;
    private static final byte[] PAYLOAD = new byte[100];

    @TempDir
    private Path directory;

    private final KeptStreams kept = new KeptStreams(new Random(3));
    private final ManualClock clock = new ManualClock();
    private final JournalOptions options = new JournalOptions("wall", "node1", JournalOptions.SYNC, SEGMENT, 1 << 24);
    private Journal journal;
    private JournalWriter writer;

    @BeforeEach
    void open() throws JournalException {
        journal = Journal.open(directory, options, new FaultyDisk(), clock);
        writer = journal.prepare(kept);
        kept.writeTo(journal::write);
    }

    @AfterEach
    void the_journal_holds_the_present() throws Exception {
        journal.close(true);
        Journal again = Journal.open(directory, options, new FaultyDisk(), clock);
        again.abandon();
        assertThat(again.restored().clean()).isTrue();
        for (String each : kept.everything()) {
            assertThat(KeptStreams.of(again.restored(), each)).as(each).isEqualTo(kept.now(each));
        }
    }

    private void turn() {
        clock.pass(JournalOptions.SYNC);
        for (int left = 1_000; left > 0 && writer.turn() == 0; left--) {
            // It is busy with what it writes again.
        }
    }

    private long onDisk() throws Exception {
        long bytes = 0;
        for (SegmentFile each : SegmentFile.list(directory)) {
            bytes += Files.size(each.path());
        }
        return bytes;
    }

    @Test
    void it_keeps_at_most_twice_what_is_needed_and_one_segment() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            kept.append("echo:" + random.nextInt(50), PAYLOAD, 20);
            if (i % 20 == 0) {
                turn();
                assertThat(onDisk()).isLessThanOrEqualTo(2 * journal.metrics().bytesNeeded() + SEGMENT);
            }
        }
        assertThat(journal.metrics().bytesOnDisk()).isEqualTo(onDisk());
    }

    @Test
    void it_keeps_no_more_while_records_never_stop_coming() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            kept.append("echo:" + i % 50, PAYLOAD, 20);
            if (i % 500 == 0) {
                // One turn each time, so that the queue is never empty.
                clock.pass(JournalOptions.SYNC);
                writer.turn();
            }
        }
        long atOnce = 500 * 250;
        assertThat(onDisk()).isLessThanOrEqualTo(2 * journal.metrics().bytesNeeded() + SEGMENT + 3 * atOnce);
    }

    @Test
    void what_it_takes_for_needed_is_about_the_size_of_snapshots() {
        for (int i = 0; i < 5_000; i++) {
            kept.append("echo:" + i % 10, PAYLOAD, 50);
        }
        turn();
        long[] snapshots = {0};
        kept.channels()
                .forEach(each -> kept.snapshot(each, record -> snapshots[0] += RecordCodec.encode(record).length));
        assertThat((double) journal.metrics().bytesNeeded()).isBetween(0.7 * snapshots[0], 1.3 * snapshots[0]);
    }

    @Test
    void many_idle_streams_are_written_again_once_while_a_hot_one_is_appended_to_as_much_as_they_have() {
        int idle = 2_000;
        for (int i = 0; i < idle; i++) {
            kept.append("idle:" + i, PAYLOAD, 1);
        }
        turn();
        long needed = journal.metrics().bytesNeeded();
        long before = journal.metrics().bytesWritten();
        long rewrittenBefore = journal.metrics().rewritten();
        while (journal.metrics().bytesWritten() - before < needed / 2) {
            for (int i = 0; i < 20; i++) {
                kept.append("hot", PAYLOAD, 10);
            }
            turn();
        }
        assertThat(journal.metrics().rewritten() - rewrittenBefore).isLessThan(idle / 10);
        long appended = 0;
        while (appended < 4 * needed) {
            for (int i = 0; i < 20; i++) {
                kept.append("hot", PAYLOAD, 10);
                appended += 250;
            }
            turn();
        }
        long rewritten = journal.metrics().rewritten() - rewrittenBefore;
        assertThat(rewritten).isBetween((long) idle, 8L * idle);
    }

    @Test
    void streams_that_have_ended_need_nothing() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            kept.append("echo:" + i, PAYLOAD, 1);
        }
        turn();
        for (int i = 0; i < 1_000; i++) {
            kept.end("echo:" + i);
        }
        for (int i = 0; i < 10; i++) {
            turn();
        }
        assertThat(journal.metrics().bytesNeeded()).isZero();
        assertThat(onDisk()).isLessThanOrEqualTo(SEGMENT);
    }

    @Test
    void a_record_larger_than_a_segment_has_one_of_its_own() throws Exception {
        kept.append("echo", PAYLOAD, 5);
        kept.append("large", new byte[3 * (int) SEGMENT], 5);
        kept.append("echo", PAYLOAD, 5);
        turn();
        assertThat(SegmentFile.list(directory)).hasSize(3);
    }
}
