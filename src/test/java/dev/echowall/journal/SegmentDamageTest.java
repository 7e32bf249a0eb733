package dev.echowall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a segment can be damaged: what is restored of each stream is a state in which it once was, and what is
 * missing is told. {@code -Dtest.journal.bits=8} flips each bit, not one of each byte.
 */
class SegmentDamageTest {
    private static final int BITS = Integer.getInteger("test.journal.bits", 1);
    private static final int CHANGES = 8;
    private static final JournalOptions OPTIONS = new JournalOptions("wall", "node1");

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final ManualClock clock = new ManualClock();
    private final KeptStreams kept = new KeptStreams(random);
    private int lives;

    @BeforeEach
    void told() {
        System.out.println("seed " + seed);
    }

    /* One more segment, with so many changes. */
    private Path live(int changes, boolean clean) throws Exception {
        Journal journal = Journal.open(directory, OPTIONS, new FaultyDisk(), clock);
        JournalWriter writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        for (int left = changes; left > 0; left--) {
            kept.change(3);
        }
        // Something that is nowhere else, so that the segment stays.
        kept.append("life:" + ++lives, 0);
        clock.pass(JournalOptions.SYNC);
        writer.turn();
        if (clean) {
            journal.close(true);
        } else {
            journal.abandon();
        }
        return last().path();
    }

    private SegmentFile last() throws IOException {
        List<SegmentFile> files = SegmentFile.list(directory);
        return files.get(files.size() - 1);
    }

    /* As it is, without a new segment. */
    private Restored restored() throws Exception {
        List<SegmentFile> files = SegmentFile.list(directory);
        SegmentChain chain = SegmentChain.of(files);
        chain.checkOwner(directory, OPTIONS);
        return Replay.of(chain, chain.endsWithLastOf(files)).restored();
    }

    private void isOnceTrue(Restored restored, String how) {
        for (String each : kept.everything()) {
            assertThat(kept.past(each)).as(how + " " + each).contains(KeptStreams.of(restored, each));
        }
    }

    private boolean isPresent(Restored restored) {
        return kept.everything().stream()
                .allMatch(each -> KeptStreams.of(restored, each).equals(kept.now(each)));
    }

    @Test
    void every_beginning_of_the_last_segment_restores_what_was_true_then() throws Exception {
        live(20, true);
        Path file = live(CHANGES, true);
        byte[] whole = Files.readAllBytes(file);
        List<Integer> ends = ends(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Restored restored = restored();
            String how = length + " of " + whole.length + " bytes";
            isOnceTrue(restored, how);
            assertThat(restored.clean()).as(how).isFalse();
            // At the end of a record, nobody can see that there was another one.
            assertThat(restored.dropped().isEmpty()).as(how).isEqualTo(length == 0 || ends.contains(length));
        }
        Files.write(file, whole);
        assertThat(restored().clean()).isTrue();
        assertThat(isPresent(restored())).isTrue();
    }

    private static List<Integer> ends(Path file) throws Exception {
        List<Integer> ends = new ArrayList<>();
        try (SegmentReader reader = SegmentReader.open(new SegmentFile(file, number(file), 0), Long.MAX_VALUE)) {
            ends.add((int) reader.next());
            while (reader.advance()) {
                ends.add((int) reader.next());
            }
        }
        return ends;
    }

    private static long number(Path file) {
        return Long.parseLong(String.valueOf(file.getFileName()).substring(0, 20));
    }

    @Test
    void every_flipped_bit_of_the_last_segment_is_seen() throws Exception {
        live(20, true);
        eachBit(live(CHANGES, true));
    }

    @Test
    void every_flipped_bit_of_an_earlier_segment_is_seen_and_no_stream_is_as_it_never_was() throws Exception {
        live(10, false);
        Path earlier = live(CHANGES, false);
        live(10, true);
        eachBit(earlier);
    }

    private void eachBit(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at++) {
            for (int i = 0; i < BITS; i++) {
                int bit = BITS == 8 ? i : random.nextInt(8);
                bytes[at] ^= (byte) (1 << bit);
                Files.write(file, bytes);
                bytes[at] ^= (byte) (1 << bit);
                String how = "bit " + bit + " of byte " + at;
                Restored restored;
                try {
                    restored = restored();
                } catch (JournalException refused) {
                    throw new AssertionError(how, refused);
                }
                isOnceTrue(restored, how);
                assertThat(restored.clean()).as(how).isFalse();
                assertThat(restored.dropped()).as(how).isNotEmpty();
            }
        }
    }

    @Test
    void a_stream_that_ended_in_what_cannot_be_read_does_not_come_back() throws Exception {
        Journal journal = Journal.open(directory, OPTIONS, new FaultyDisk(), clock);
        JournalWriter writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        kept.append("ended", 0);
        kept.append("idle", 0);
        kept.append("changed", 0);
        writer.turn();
        int before = (int) last().size();
        kept.end("ended");
        clock.pass(JournalOptions.SYNC);
        writer.turn();
        journal.abandon();
        Path file = last().path();
        byte[] bytes = Files.readAllBytes(file);
        live(0, false);
        journal = Journal.open(directory, OPTIONS, new FaultyDisk(), clock);
        writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        kept.append("changed", 0);
        writer.turn();
        journal.abandon();
        bytes[before + RecordFrame.HEAD + 2] ^= 1;
        Files.write(file, bytes);

        Restored restored = restored();
        assertThat(restored.streams()).containsOnlyKeys("changed", "life:1");
        assertThat(KeptStreams.of(restored, "changed")).isEqualTo(kept.now("changed"));
        assertThat(restored.dropped())
                .extracting(Dropped::reason)
                .anyMatch(reason -> reason.contains("checksum"))
                .anyMatch(reason -> reason.startsWith("idle: it may have changed or ended"))
                .anyMatch(reason -> reason.startsWith("ended: it may have changed or ended"));
    }

    @Test
    void a_change_after_one_that_cannot_be_read_is_not_applied() throws Exception {
        Journal journal = Journal.open(directory, OPTIONS, new FaultyDisk(), clock);
        JournalWriter writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        kept.append("echo", 0);
        writer.turn();
        int before = (int) last().size();
        // Two batches that accept nothing have the same top before them, and only their numbers tell them apart.
        for (int i = 0; i < 3; i++) {
            kept.append("echo", -1);
            kept.append("other", 0);
        }
        writer.turn();
        journal.abandon();
        Path file = last().path();
        live(1, true);
        byte[] bytes = Files.readAllBytes(file);
        bytes[before + RecordFrame.HEAD + 2] ^= 1;
        Files.write(file, bytes);

        Restored restored = restored();
        assertThat(restored.streams()).doesNotContainKey("echo");
        assertThat(restored.dropped())
                .anyMatch(each -> each.reason().startsWith("change 2 of a stream that is at 0: echo")
                        && each.segment().equals(String.valueOf(file.getFileName()))
                        && each.position() > before);
    }

    @Test
    void an_earlier_segment_that_is_missing_is_damage() throws Exception {
        live(20, false);
        Path missing = live(20, false);
        live(20, true);
        Files.delete(missing);
        Restored restored = restored();
        isOnceTrue(restored, "missing segment");
        assertThat(restored.clean()).isFalse();
    }

    @Test
    void an_earlier_segment_that_lost_whole_records_at_its_end_is_damage() throws Exception {
        live(20, false);
        Path file = live(20, false);
        List<Integer> ends = ends(file);
        live(5, true);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), ends.get(ends.size() - 2)));
        Restored restored = restored();
        isOnceTrue(restored, "cut at a record");
        assertThat(restored.clean()).isFalse();
        assertThat(restored.dropped()).extracting(Dropped::reason).contains("the end of it is missing");
    }

    @Test
    void a_torn_end_counts_no_more_once_the_journal_was_opened_again() throws Exception {
        Path file = live(20, false);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        Journal journal = Journal.open(directory, OPTIONS, new FaultyDisk(), clock);
        assertThat(journal.restored().dropped()).hasSize(1);
        kept.restore(journal.restored());
        journal.prepare(kept);
        kept.writeTo(journal::write);
        kept.change(3);
        journal.close(true);
        // Even if what was torn is there again.
        Files.write(file, bytes);
        Restored restored = restored();
        assertThat(restored.clean()).isTrue();
        assertThat(restored.dropped()).isEmpty();
        assertThat(isPresent(restored)).isTrue();
    }

    @Test
    void a_record_of_another_segment_at_the_same_place_is_none() throws Exception {
        Path first = live(20, false);
        Path second = live(20, false);
        byte[] older = Files.readAllBytes(first);
        byte[] newer = Files.readAllBytes(second);
        int from = ends(second).get(0);
        assertThat(ends(first)).contains(from);
        int to = Math.min(older.length, newer.length);
        System.arraycopy(older, from, newer, from, to - from);
        Files.write(second, newer);
        try (SegmentReader reader = SegmentReader.open(new SegmentFile(second, number(second), 0), Long.MAX_VALUE)) {
            assertThat(reader.advance()).isFalse();
            assertThat(reader.damage()).contains("checksum");
        }
    }

    @Test
    void whatever_sectors_of_the_last_write_reached_the_disk_each_stream_is_as_it_once_was() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        Journal journal = Journal.open(directory, OPTIONS, disk, clock);
        JournalWriter writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        for (int i = 0; i < 10; i++) {
            kept.change(3);
        }
        clock.pass(JournalOptions.SYNC);
        writer.turn();
        Path file = last().path();
        int synced = (int) disk.synced(file);
        var before = kept.counts();
        while (Files.size(file) < synced + 9 * 512) {
            kept.change(3);
            clock.pass(Duration.ofNanos(1));
            writer.turn();
        }
        journal.abandon();
        byte[] whole = Files.readAllBytes(file);
        int first = synced / 512;
        int sectors = whole.length / 512 - first + 1;
        for (int there = 0; there < 1 << Math.min(sectors, 10); there++) {
            byte[] bytes = whole.clone();
            for (int i = 0; i < sectors; i++) {
                int from = Math.max(synced, (first + i) * 512);
                int to = Math.min(whole.length, (first + i + 1) * 512);
                if (from < to && (there & 1 << i) == 0) {
                    Arrays.fill(bytes, from, to, (byte) 0);
                }
            }
            Files.write(file, bytes);
            Restored restored = restored();
            String how = "sectors " + Integer.toBinaryString(there);
            for (String each : kept.everything()) {
                List<String> past = kept.past(each);
                assertThat(past.subList(before.getOrDefault(each, 0), past.size()))
                        .as(how + " " + each)
                        .contains(KeptStreams.of(restored, each));
            }
            assertThat(restored.dropped().isEmpty()).as(how).isEqualTo(Arrays.equals(bytes, whole));
        }
    }
}
