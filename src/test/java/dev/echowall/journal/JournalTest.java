package dev.echowall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.journal.JournalStatus.Closed;
import dev.echowall.journal.JournalStatus.Suspended;
import dev.echowall.journal.JournalStatus.Writing;
import dev.echowall.testing.TimeLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal with its own thread. */
class JournalTest {
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();

    private static JournalOptions options(Duration sync) {
        return new JournalOptions("wall", "node1", sync, 100_000, 1 << 22);
    }

    private Journal open(Duration sync) throws JournalException {
        return Journal.open(directory, options(sync), disk, JournalClock.SYSTEM);
    }

    private static void await(CompletionStage<Void> stage) throws Exception {
        long millis = TimeLimits.stretched(Duration.ofSeconds(30)).toMillis();
        stage.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    }

    private static void holds(Restored restored, KeptStreams kept) {
        for (String each : kept.everything()) {
            assertThat(KeptStreams.of(restored, each)).as(each).isEqualTo(kept.now(each));
        }
    }

    @Test
    void what_is_synced_is_there_after_a_crash() throws Exception {
        Journal journal = open(Duration.ofMillis(10));
        KeptStreams kept = new KeptStreams(new Random(1));
        journal.start(kept);
        kept.writeTo(journal::write);
        kept.append("echo", 3);
        await(journal.synced());
        assertThat(disk.synced(SegmentFile.path(directory, 1)))
                .isEqualTo(journal.metrics().bytesOnDisk());
        assertThat(journal.unsyncedFor()).isZero();
        journal.close(false);
        Journal again = open(LONG);
        holds(again.restored(), kept);
        assertThat(again.restored().clean()).isFalse();
        again.abandon();
    }

    @Test
    void nothing_to_sync_is_synced() throws Exception {
        Journal journal = open(Duration.ofMillis(10));
        journal.start(new KeptStreams(new Random(1)));
        await(journal.synced());
        journal.close(true);
        assertThat(journal.status()).isInstanceOf(Closed.class);
    }

    @Test
    void many_records_are_one_sync() throws Exception {
        ManualClock clock = new ManualClock();
        Journal journal = Journal.open(directory, options(JournalOptions.SYNC), disk, clock);
        KeptStreams kept = new KeptStreams(new Random(1));
        JournalWriter writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        int forces = disk.forces;
        for (int i = 0; i < 40; i++) {
            kept.append("echo", 0);
            clock.pass(Duration.ofMillis(1));
            writer.turn();
        }
        assertThat(disk.forces).isEqualTo(forces);
        assertThat(journal.unsyncedFor()).isEqualTo(Duration.ofMillis(40));
        clock.pass(Duration.ofMillis(10));
        writer.turn();
        assertThat(disk.forces).isEqualTo(forces + 1);
        assertThat(journal.unsyncedFor()).isZero();
        assertThat(journal.metrics().syncs()).isEqualTo(1);
        journal.close(true);
    }

    @Test
    void closing_writes_what_waits() throws Exception {
        Journal journal = open(LONG);
        KeptStreams kept = new KeptStreams(new Random(1));
        journal.start(kept);
        kept.writeTo(journal::write);
        for (int i = 0; i < 500; i++) {
            kept.change(5);
        }
        CompletionStage<Void> synced = journal.synced();
        journal.close(true);
        assertThat(synced.toCompletableFuture()).isCompleted();
        journal.write(new JournalRecord.ShardState(1, new byte[1]));
        assertThat(journal.metrics().dropped()).isEqualTo(1);
        Journal again = open(LONG);
        holds(again.restored(), kept);
        assertThat(again.restored().clean()).isTrue();
        again.abandon();
    }

    @Test
    void threads_write_while_it_compacts_and_nothing_is_lost() throws Exception {
        Journal journal = open(Duration.ofMillis(10));
        List<KeptStreams> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(new KeptStreams(new Random(i)));
        }
        // The journal's thread and the owner of a part take its lock, as the broker's replicas do.
        journal.start(new Parts(parts));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            KeptStreams part = parts.get(i);
            String prefix = "part" + i + ":";
            part.writeTo(journal::write);
            Thread thread = new Thread(() -> {
                for (int change = 0; change < 8_000; change++) {
                    synchronized (part) {
                        part.append(prefix + change % 20, new byte[60], 5);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(journal.status()).isInstanceOf(Writing.class);
        assertThat(journal.metrics().rewritten()).isPositive();
        journal.close(true);
        Journal again = open(LONG);
        parts.forEach(each -> holds(again.restored(), each));
        assertThat(again.restored().clean()).isTrue();
        again.abandon();
    }

    @Test
    void it_takes_up_writing_again_by_itself() throws Exception {
        Journal journal = open(Duration.ofMillis(10));
        KeptStreams kept = new KeptStreams(new Random(1));
        journal.start(new Parts(List.of(kept)));
        kept.writeTo(journal::write);
        disk.forceFails = true;
        synchronized (kept) {
            kept.append("part0:echo", 3);
        }
        TimeLimits.until("it is suspended", () -> journal.status() instanceof Suspended);
        synchronized (kept) {
            kept.append("part0:echo", 3);
        }
        disk.forceFails = false;
        await(journal.synced());
        assertThat(journal.status()).isInstanceOf(Writing.class);
        journal.close(true);
        Journal again = open(LONG);
        holds(again.restored(), kept);
        again.abandon();
    }

    /** Several of them, each under its own lock. Their channels begin with their names. */
    private record Parts(List<KeptStreams> parts) implements SnapshotSource {
        @Override
        public List<String> channels() {
            List<String> channels = new ArrayList<>();
            for (KeptStreams each : parts) {
                synchronized (each) {
                    channels.addAll(each.channels());
                }
            }
            return channels;
        }

        @Override
        public void snapshot(String channel, Consumer<JournalRecord> to) {
            KeptStreams part = parts.get(channel.charAt(4) - '0');
            synchronized (part) {
                part.snapshot(channel, to);
            }
        }

        @Override
        public List<Integer> shards() {
            return List.of();
        }

        @Override
        public void shardState(int shard, Consumer<JournalRecord> to) {}
    }
}
