package dev.echowall.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which directories a journal accepts, and what it says about the others. */
class JournalDirectoryTest {
    private static final JournalOptions OPTIONS = new JournalOptions("wall", "node1");

    @TempDir
    private Path temporary;

    private final KeptStreams kept = new KeptStreams(new Random(7));

    private void written(Path directory) throws Exception {
        Journal journal = Journal.open(directory, OPTIONS);
        journal.start(kept);
        kept.writeTo(journal::write);
        kept.append("echo", 3);
        journal.close(true);
    }

    private static void refused(Path directory, JournalOptions options, String sentence) {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(directory, options))
                .withMessage(sentence);
    }

    @Test
    void a_directory_is_made_and_is_empty() throws Exception {
        Path directory = temporary.resolve("a/b");
        Journal journal = Journal.open(directory, OPTIONS);
        assertThat(journal.restored().streams()).isEmpty();
        assertThat(journal.restored().clean()).isFalse();
        assertThat(journal.restored().lastWritten()).isZero();
        assertThat(SegmentFile.list(directory)).hasSize(1);
        journal.abandon();
    }

    @Test
    void a_second_instance_is_refused_until_the_first_has_closed_it() throws Exception {
        Journal first = Journal.open(temporary, OPTIONS);
        refused(temporary, OPTIONS, "another instance is using the journal in " + temporary);
        first.start(kept);
        first.close(true);
        Journal.open(temporary, OPTIONS).abandon();
    }

    @Test
    void a_directory_of_another_cluster_is_refused() throws Exception {
        written(temporary);
        refused(
                temporary,
                new JournalOptions("other", "node1"),
                "the journal in " + temporary + " belongs to the cluster wall, not to other");
    }

    @Test
    void a_directory_of_another_instance_is_refused() throws Exception {
        written(temporary);
        refused(
                temporary,
                new JournalOptions("wall", "node2"),
                "the journal in " + temporary + " belongs to the instance node1, not to node2");
    }

    @Test
    void a_refused_directory_is_left_as_it_was() throws Exception {
        written(temporary);
        var before = SegmentFile.list(temporary);
        refused(
                temporary,
                new JournalOptions("wall", "node2"),
                "the journal in " + temporary + " belongs to the instance node1, not to node2");
        assertThat(SegmentFile.list(temporary)).isEqualTo(before);
        Journal journal = Journal.open(temporary, OPTIONS);
        assertThat(journal.restored().clean()).isTrue();
        journal.abandon();
    }

    @Test
    void a_segment_of_another_journal_is_refused() throws Exception {
        Path mixed = temporary.resolve("mixed");
        Path other = temporary.resolve("other");
        written(mixed);
        written(mixed);
        written(other);
        Files.copy(SegmentFile.path(other, 1), SegmentFile.path(mixed, 1), StandardCopyOption.REPLACE_EXISTING);
        refused(mixed, OPTIONS, mixed + " holds segments of two journals");
    }

    @Test
    void a_later_format_is_refused() throws Exception {
        written(temporary);
        Path file = SegmentFile.path(temporary, 1);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(8, 2);
        int length = header.getInt(12);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length - 4);
        header.putInt(length - 4, (int) sum.getValue());
        Files.write(file, bytes);
        refused(temporary, OPTIONS, file + " is of format 2, and this version knows only 1");
    }

    @Test
    void a_file_in_place_of_the_directory_is_refused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        refused(file, OPTIONS, "the journal cannot be in " + file + ": it is no directory");
    }

    @Test
    void a_directory_without_rights_is_refused() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            refused(temporary, OPTIONS, "the journal in " + temporary + " cannot be written: access denied");
        } finally {
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void other_files_in_it_are_left_alone() throws Exception {
        Files.writeString(temporary.resolve("README"), "mine");
        Files.writeString(temporary.resolve("99999999999999999999.journal"), "not a number of ours");
        written(temporary);
        Journal journal = Journal.open(temporary, OPTIONS);
        assertThat(journal.restored().dropped()).isEmpty();
        journal.abandon();
        assertThat(temporary.resolve("README")).hasContent("mine");
    }

    @Test
    void a_journal_of_last_week_says_so() throws Exception {
        ManualClock clock = new ManualClock();
        Journal journal = Journal.open(temporary, OPTIONS, new FaultyDisk(), clock);
        JournalWriter writer = journal.prepare(kept);
        kept.writeTo(journal::write);
        kept.append("echo", 3);
        writer.turn();
        clock.pass(Duration.ofMinutes(2));
        writer.turn();
        long then = clock.millis();
        clock.pass(JournalOptions.SYNC);
        writer.turn();
        journal.abandon();
        clock.pass(Duration.ofDays(7));
        Journal again = Journal.open(temporary, OPTIONS, new FaultyDisk(), clock);
        assertThat(again.restored().lastWritten()).isEqualTo(then);
        assertThat(again.restored().streams()).containsOnlyKeys("echo");
        again.abandon();
    }

    @Test
    void its_records_can_be_read_while_it_is_in_use() throws Exception {
        written(temporary);
        Journal journal = Journal.open(temporary, OPTIONS);
        JournalReader reader = new JournalReader(temporary);
        assertThat(reader.segments())
                .extracting(JournalReader.Segment::number, JournalReader.Segment::instance)
                .containsExactly(tuple(1L, "node1"), tuple(2L, "node1"));
        var found = new ArrayList<String>();
        reader.forEach(entry -> found.add(String.valueOf(entry.record()).replaceAll("\\[.*", "")));
        assertThat(found).containsExactly("StreamAppend", "CleanStop");
        journal.abandon();
    }

    @Test
    void what_is_no_record_can_be_seen_too() throws Exception {
        written(temporary);
        Path file = SegmentFile.path(temporary, 1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 40] ^= 1;
        Files.write(file, bytes);
        var found = new ArrayList<JournalReader.Entry>();
        new JournalReader(temporary).forEach(found::add);
        assertThat(found).hasSize(2);
        assertThat(found.get(0).damage()).isEqualTo("the checksum of a record is wrong");
        assertThat(found.get(1).record()).isInstanceOf(JournalRecord.CleanStop.class);
    }
}
