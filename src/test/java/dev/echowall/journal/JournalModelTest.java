package dev.echowall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of several streams, with stops in order and crashes: what is restored is what was there. The seed is the
 * test's argument; {@code -Dtest.journal.histories=N} makes more of them, {@code -Dtest.journal.seed=S} that one alone.
 */
class JournalModelTest {
    private static final int SECTOR = 512;

    static List<Long> seeds() {
        if (Long.getLong("test.journal.seed") != null) {
            return List.of(Long.getLong("test.journal.seed"));
        }
        Random random = new Random();
        List<Long> seeds = new ArrayList<>();
        for (int i = Integer.getInteger("test.journal.histories", 40); i > 0; i--) {
            seeds.add(random.nextLong());
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void what_is_restored_is_what_was_there(long seed, @TempDir Path directory) throws Exception {
        new Story(new Random(seed), directory).run();
    }

    private static final class Story {
        private final Random random;
        private final Path directory;
        private final KeptStreams kept;
        private final ManualClock clock = new ManualClock();
        private final JournalOptions options;
        private final int channels;
        private FaultyDisk disk = new FaultyDisk();
        private Map<String, Integer> synced = new HashMap<>();
        private boolean stopped;
        private boolean torn;

        Story(Random random, Path directory) {
            this.random = random;
            this.directory = directory;
            this.kept = new KeptStreams(random);
            this.channels = 1 + random.nextInt(6);
            long segment = 300 + random.nextInt(1 << (4 + random.nextInt(12)));
            this.options = new JournalOptions("wall", "node1", JournalOptions.SYNC, segment, 1 << 20);
        }

        void run() throws Exception {
            for (int life = 2 + random.nextInt(4); life > 0; life--) {
                disk = new FaultyDisk();
                Journal journal = Journal.open(directory, options, disk, clock);
                check(journal.restored());
                kept.restore(journal.restored());
                synced = kept.counts();
                live(journal);
            }
            Journal journal = Journal.open(directory, options);
            check(journal.restored());
            journal.abandon();
        }

        private void check(Restored restored) {
            assertThat(restored.clean()).isEqualTo(stopped);
            for (String each : kept.everything()) {
                List<String> past = kept.past(each);
                String found = KeptStreams.of(restored, each);
                int from = synced.getOrDefault(each, 0);
                assertThat(past.subList(from, past.size())).as(each).contains(found);
            }
            if (!torn) {
                assertThat(restored.dropped()).isEmpty();
            }
        }

        private void live(Journal journal) throws Exception {
            JournalWriter writer = journal.prepare(kept);
            kept.writeTo(journal::write);
            for (int left = random.nextInt(150); left > 0; left--) {
                kept.change(channels);
                if (random.nextInt(5) == 0) {
                    clock.pass(Duration.ofMillis(random.nextInt(80)));
                    turn(journal, writer);
                }
            }
            assertThat(journal.status()).isInstanceOf(JournalStatus.Writing.class);
            stopped = random.nextBoolean();
            torn = false;
            if (stopped) {
                journal.close(true);
                synced = kept.counts();
            } else {
                journal.abandon();
                tear();
            }
        }

        /** What the journal says is on disk must be there afterwards. */
        private void turn(Journal journal, JournalWriter writer) {
            Map<String, Integer> before = kept.counts();
            var done = journal.synced();
            writer.turn();
            if (done.toCompletableFuture().isDone()) {
                synced = before;
            }
        }

        /* A crash of the machine: of what was not synced, each sector is there or not, and the end may be anywhere. */
        private void tear() throws IOException {
            for (SegmentFile each : SegmentFile.list(directory)) {
                long from = disk.synced(each.path());
                boolean ofThisLife = from > 0;
                if (!ofThisLife || from >= each.size() || random.nextInt(4) == 0) {
                    continue;
                }
                torn = true;
                byte[] bytes = Files.readAllBytes(each.path());
                try (RandomAccessFile file = new RandomAccessFile(each.path().toFile(), "rw")) {
                    file.setLength(from + random.nextInt((int) (each.size() - from) + 1));
                    for (long at = from; at < file.length(); at = (at / SECTOR + 1) * SECTOR) {
                        int length = (int) (Math.min(file.length(), (at / SECTOR + 1) * SECTOR) - at);
                        file.seek(at);
                        int how = random.nextInt(4);
                        if (how == 0) {
                            file.write(new byte[length]);
                        } else if (how == 1) {
                            file.write(bytes, random.nextInt(bytes.length - length + 1), length);
                        }
                    }
                }
            }
        }
    }
}
