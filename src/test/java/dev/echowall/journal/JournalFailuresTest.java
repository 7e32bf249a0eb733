package dev.echowall.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.echowall.journal.JournalStatus.Suspended;
import dev.echowall.journal.JournalStatus.Writing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails: the journal says so, tries again, and afterwards everything is on it. */
class JournalFailuresTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final KeptStreams kept = new KeptStreams(new Random(14));
    private final ManualClock clock = new ManualClock();
    private final FaultyDisk disk = new FaultyDisk();
    private final JournalOptions options = new JournalOptions("wall", "node1", JournalOptions.SYNC, 4_000, 20_000);
    private Journal journal;
    private JournalWriter writer;

    @BeforeEach
    void open() throws JournalException {
        journal = Journal.open(directory, options, disk, clock);
        writer = journal.prepare(kept);
        kept.writeTo(journal::write);
    }

    private void change(int times) {
        for (int i = 0; i < times; i++) {
            kept.change(4);
        }
        clock.pass(JournalOptions.SYNC);
        writer.turn();
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            writer.turn();
        }
    }

    private Restored reopened() throws JournalException {
        Journal again = Journal.open(directory, options, new FaultyDisk(), clock);
        again.abandon();
        return again.restored();
    }

    private void holdsThePresent(Restored restored) {
        for (String each : kept.everything()) {
            assertThat(KeptStreams.of(restored, each)).as(each).isEqualTo(kept.now(each));
        }
        assertThat(restored.dropped()).isEmpty();
    }

    /* What was synced, or something later that was once true. */
    private void holdsNothingOlder(Restored restored, Map<String, Integer> synced) {
        for (String each : kept.everything()) {
            assertThat(kept.past(each)
                            .subList(
                                    synced.getOrDefault(each, 0),
                                    kept.past(each).size()))
                    .as(each)
                    .contains(KeptStreams.of(restored, each));
        }
    }

    @Test
    void a_full_disk_suspends_it_and_a_restart_finds_what_was_synced() throws Exception {
        change(50);
        var synced = kept.counts();
        disk.space = 100;
        change(10);
        assertThat(journal.status()).isInstanceOfSatisfying(Suspended.class, suspended -> {
            assertThat(suspended.reason()).isEqualTo("No space left on device");
            assertThat(suspended.since()).isEqualTo(clock.millis());
        });
        kept.change(4);
        assertThat(journal.metrics().dropped()).isPositive();
        journal.abandon();
        Restored restored = reopened();
        assertThat(restored.clean()).isFalse();
        holdsNothingOlder(restored, synced);
    }

    @Test
    void when_there_is_room_again_everything_is_written_anew() throws Exception {
        change(50);
        disk.space = 0;
        change(50);
        var done = journal.synced().toCompletableFuture();
        long space = 100_000;
        disk.space = space;
        turns(3);
        assertThat(journal.status()).isInstanceOf(Suspended.class);
        assertThat(done).isNotDone();
        clock.pass(A_SECOND);
        turns(5);
        assertThat(journal.status()).isInstanceOf(Writing.class);
        assertThat(done).isCompleted();
        change(20);
        journal.abandon();
        holdsThePresent(reopened());
    }

    @Test
    void what_changes_while_everything_is_written_anew_is_there_once() throws Exception {
        change(50);
        disk.forceFails = true;
        change(50);
        disk.forceFails = false;
        clock.pass(A_SECOND);
        for (int i = 0; i < 6; i++) {
            kept.change(4);
            writer.turn();
            kept.change(8);
        }
        change(10);
        assertThat(journal.status()).isInstanceOf(Writing.class);
        journal.close(true);
        Restored restored = reopened();
        holdsThePresent(restored);
        assertThat(restored.clean()).isTrue();
    }

    @Test
    void after_a_failed_sync_nothing_of_that_file_is_believed_but_what_was_synced_before() throws Exception {
        change(30);
        var before = SegmentFile.list(directory);
        Path file = before.get(before.size() - 1).path();
        long synced = disk.synced(file);
        disk.forceFails = true;
        change(3);
        assertThat(Files.exists(file)).isTrue();
        disk.forceFails = false;
        clock.pass(A_SECOND);
        // The first turn begins the new segment, and the instance is killed before all snapshots are there.
        writer.turn();
        journal.abandon();
        SegmentChain chain = SegmentChain.of(SegmentFile.list(directory));
        assertThat(chain.links())
                .anySatisfy(link -> assertThat(link.end()).isEqualTo(synced))
                .hasSizeGreaterThan(1);
        Restored restored = reopened();
        for (String each : kept.everything()) {
            assertThat(kept.past(each)).as(each).contains(KeptStreams.of(restored, each));
        }
    }

    @Test
    void a_second_failure_while_everything_is_written_anew_leaves_the_old_segments() throws Exception {
        kept.append("large", new byte[500], 2);
        change(12);
        var old = SegmentFile.list(directory);
        var synced = kept.counts();
        disk.space = 0;
        change(5);
        disk.space = 300;
        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofMinutes(1));
            turns(4);
            assertThat(journal.status()).isInstanceOf(Suspended.class);
            assertThat(SegmentFile.list(directory)).hasSizeGreaterThanOrEqualTo(old.size());
            disk.space = 0;
        }
        journal.abandon();
        Restored restored = reopened();
        holdsNothingOlder(restored, synced);
    }

    @Test
    void a_disk_too_small_for_the_old_and_the_new_segments_loses_the_old_ones_first() throws Exception {
        change(400);
        long onDisk = journal.metrics().bytesOnDisk();
        long needed = journal.metrics().bytesNeeded();
        disk.space = 0;
        change(5);
        // Not enough for the new ones beside the old ones, and enough without them.
        disk.space = Math.max(1_000, needed + options.segmentBytes() - onDisk + 2_000);
        for (int i = 0; i < 10 && journal.status() instanceof Suspended; i++) {
            clock.pass(Duration.ofMinutes(1));
            turns(20);
        }
        assertThat(journal.status()).isInstanceOf(Writing.class);
        change(1);
        journal.abandon();
        holdsThePresent(reopened());
    }

    @Test
    void a_full_queue_suspends_it_and_everything_is_written_anew() throws Exception {
        change(20);
        byte[] large = new byte[5_000];
        for (int i = 0; i < 8; i++) {
            kept.append("echo:0", large, 2);
        }
        assertThat(journal.metrics().dropped()).isPositive();
        writer.turn();
        assertThat(journal.status())
                .isInstanceOfSatisfying(
                        Suspended.class,
                        suspended -> assertThat(suspended.reason()).contains("faster"));
        clock.pass(A_SECOND);
        turns(5);
        assertThat(journal.status()).isInstanceOf(Writing.class);
        journal.close(true);
        holdsThePresent(reopened());
    }

    @Test
    void it_tries_again_less_and_less_often() {
        disk.forceFails = true;
        change(5);
        long[] pauses = new long[7];
        for (int i = 0; i < pauses.length; i++) {
            pauses[i] = writer.turn() / 1_000_000_000;
            clock.pass(Duration.ofSeconds(pauses[i]));
            writer.turn();
        }
        assertThat(pauses).containsExactly(1, 2, 4, 8, 16, 30, 30);
    }

    @Test
    void an_orderly_stop_while_the_disk_is_full_is_none() throws Exception {
        change(20);
        disk.space = 0;
        change(20);
        var waiting = journal.synced().toCompletableFuture();
        journal.close(true);
        assertThat(waiting).isCompletedExceptionally();
        assertThat(reopened().clean()).isFalse();
    }

    @Test
    void an_orderly_stop_tries_once_more() throws Exception {
        change(20);
        disk.space = 0;
        change(20);
        disk.space = -1;
        journal.close(true);
        Restored restored = reopened();
        holdsThePresent(restored);
        assertThat(restored.clean()).isTrue();
    }

    @Test
    void opened_without_room_it_is_suspended_and_the_next_one_knows_that_the_stop_was_not_in_order() throws Exception {
        change(20);
        journal.close(true);
        disk.space = 0;
        journal = Journal.open(directory, options, disk, clock);
        assertThat(journal.restored().clean()).isTrue();
        writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        change(1);
        assertThat(journal.status()).isInstanceOf(Suspended.class);
        journal.abandon();
        Restored restored = reopened();
        assertThat(restored.clean()).isFalse();
        assertThat(restored.dropped()).isEmpty();
    }

    @Test
    void a_directory_where_not_even_that_can_be_said_is_refused() throws Exception {
        change(20);
        journal.close(true);
        disk.space = 0;
        disk.truncateFails = true;
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(directory, options, disk, clock))
                .withMessageContaining(directory.toString());
        disk.truncateFails = false;
        disk.space = -1;
        Journal.open(directory, options, disk, clock).abandon();
    }

    @Test
    void a_change_to_a_stream_that_it_does_not_know_makes_it_ask_for_a_snapshot() throws Exception {
        kept.writeTo(record -> {});
        kept.append("echo", 2);
        kept.writeTo(journal::write);
        kept.append("echo", 2);
        turns(3);
        journal.close(true);
        holdsThePresent(reopened());
    }
}
