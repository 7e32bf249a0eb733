package dev.echowall.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks into a journal that may be in use, and changes nothing. */
public final class JournalReader {
    /**
     * A segment.
     *
     * @param bytes how long the file is
     * @param created in ms since 1970; 0 if its header cannot be read
     * @param continued the number of the segment that it continues; 0 for none
     */
    public record Segment(
            String file, long number, long bytes, String cluster, String instance, long created, long continued) {}

    /**
     * A place in a segment.
     *
     * @param bytes how many it has there
     * @param number the record's number in its stream; 0 if it depends on none before
     * @param record null for what is no record
     * @param damage why it is none; null for a record
     */
    public record Entry(
            String file,
            long position,
            long bytes,
            int number,
            @Nullable JournalRecord record,
            @Nullable String damage) {}

    /** While an instance removes segments, they may be gone when they are to be read. */
    private static final int ATTEMPTS = 3;

    private final Path directory;

    public JournalReader(Path directory) {
        this.directory = directory;
    }

    /** In the order of writing. */
    public List<Segment> segments() throws JournalException {
        List<Segment> found = new ArrayList<>();
        try {
            for (SegmentFile file : SegmentFile.list(directory)) {
                try (SegmentReader reader = SegmentReader.open(file, Long.MAX_VALUE)) {
                    found.add(segment(file, reader.header()));
                } catch (NoSuchFileException removed) {
                    // The instance that writes it has no more need of it.
                }
            }
            return found;
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private static Segment segment(SegmentFile file, @Nullable SegmentHeader header) {
        return header == null
                ? new Segment(file.name(), file.number(), file.size(), "", "", 0, 0)
                : new Segment(
                        file.name(),
                        file.number(),
                        file.size(),
                        header.cluster(),
                        header.instance(),
                        header.created(),
                        header.previous());
    }

    /** What a start would find: each stream as it is there last, and what cannot be used. Needs the memory of a start. */
    public Restored restored() throws JournalException {
        try {
            for (int left = ATTEMPTS; ; left--) {
                try {
                    List<SegmentFile> files = SegmentFile.list(directory);
                    SegmentChain chain = SegmentChain.of(files);
                    return Replay.of(chain, chain.endsWithLastOf(files)).restored();
                } catch (NoSuchFileException removed) {
                    if (left == 0) {
                        throw removed;
                    }
                }
            }
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /** All records in the order of writing, also of segments that do not count any more. */
    public void forEach(Consumer<Entry> action) throws JournalException {
        RecordInput.Texts texts = new RecordInput.Texts();
        try {
            for (SegmentFile file : SegmentFile.list(directory)) {
                try (SegmentReader reader = SegmentReader.open(file, Long.MAX_VALUE)) {
                    read(file, reader, texts, action);
                } catch (NoSuchFileException removed) {
                    // As in segments().
                }
            }
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private static void read(SegmentFile file, SegmentReader reader, RecordInput.Texts texts, Consumer<Entry> action) {
        boolean more = true;
        while (more) {
            while (reader.advance()) {
                try {
                    NumberedRecord numbered = RecordCodec.decode(reader.body(), texts);
                    long bytes = reader.next() - reader.position();
                    action.accept(new Entry(
                            file.name(), reader.position(), bytes, numbered.number(), numbered.record(), null));
                } catch (IllegalArgumentException malformed) {
                    reader.refuse("a record of another version, or " + malformed.getMessage());
                }
            }
            String damage = reader.damage();
            if (damage == null) {
                return;
            }
            long position = reader.position();
            more = reader.skip();
            long end = more ? reader.position() : reader.limit();
            action.accept(new Entry(file.name(), position, end - position, 0, null, Objects.requireNonNull(damage)));
        }
    }

    private JournalException unreadable(IOException failed) {
        if (failed instanceof JournalException itself) {
            return itself;
        }
        return new JournalException(
                "the journal in " + directory + " cannot be read: " + DirectoryLock.reason(failed), failed);
    }
}
