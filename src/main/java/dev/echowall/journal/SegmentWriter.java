package dev.echowall.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a directory as the one thread that writes sees them: records are added to the last one, which is followed
 * by a new one when it is full, and the oldest ones are deleted.
 *
 * <p>After an exception the last one is not used any more: {@link #abandon}, then {@link #begin}. What counts of it is
 * what was synced; after a failed sync the pages may be gone although a second sync succeeds.
 */
final class SegmentWriter {
    /** Records are gathered here, so that many small ones are one write. */
    private static final int BUFFER = 1 << 18;

    private record Segment(Path path, long number, long size) {}

    private final Path directory;
    private final JournalOptions options;
    private final UUID journal;
    private final Disk disk;
    private final JournalClock clock;
    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Deque<Segment> older = new ArrayDeque<>();
    private Disk.@Nullable Output out;
    private Path path;
    private RecordFrame frame = new RecordFrame(0, 0);
    private long number;
    private long position;
    private long headerEnd;
    private long synced;
    private long olderBytes;
    private long previous;
    private long previousEnd;

    /**
     * @param previous the segment that the next one continues; 0 for none
     * @param highest the highest number of any file
     */
    SegmentWriter(
            Path directory,
            JournalOptions options,
            UUID journal,
            Disk disk,
            JournalClock clock,
            long previous,
            long previousEnd,
            long highest) {
        this.directory = directory;
        this.options = options;
        this.journal = journal;
        this.disk = disk;
        this.clock = clock;
        this.path = directory;
        this.previous = previous;
        this.previousEnd = previousEnd;
        this.number = highest;
    }

    /** A file that was there before. In their order. */
    void adopt(SegmentFile file) {
        older.add(new Segment(file.path(), file.number(), file.size()));
        olderBytes += file.size();
    }

    /** Begins a new segment, after which nothing has to be synced. */
    void begin() throws IOException {
        number++;
        path = SegmentFile.path(directory, number);
        position = 0;
        synced = 0;
        SegmentHeader header = new SegmentHeader(
                options.cluster(),
                options.instance(),
                journal,
                number,
                previous,
                previousEnd,
                clock.millis(),
                random.nextLong());
        byte[] bytes = header.encode();
        frame = new RecordFrame(ByteBuffer.wrap(bytes).getInt(bytes.length - 4), number);
        out = disk.create(path);
        buffer.clear().put(bytes);
        position = bytes.length;
        headerEnd = position;
        force();
        disk.forceDirectory(directory);
    }

    /** Begins a new segment if a record of that size does not fit into this one. Then everything before is synced. */
    boolean roll(int length) throws IOException {
        if (position == headerEnd || position + RecordFrame.HEAD + length <= options.segmentBytes()) {
            return false;
        }
        force();
        close();
        previous = number;
        previousEnd = position;
        older.add(new Segment(path, number, position));
        olderBytes += position;
        begin();
        return true;
    }

    void append(byte[] body) throws IOException {
        int sum = frame.sum(position, ByteBuffer.wrap(body));
        put(ByteBuffer.allocate(RecordFrame.HEAD)
                .putInt(body.length)
                .putInt(sum)
                .flip());
        put(ByteBuffer.wrap(body));
        position += RecordFrame.HEAD + body.length;
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int next = Math.min(bytes.remaining(), buffer.remaining());
            buffer.put(bytes.slice(bytes.position(), next));
            bytes.position(bytes.position() + next);
        }
    }

    /** Gives everything to the operating system. */
    void flush() throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        buffer.flip();
        try {
            output().write(buffer);
        } finally {
            buffer.clear();
        }
    }

    /** Returns when everything is on the disk. */
    void force() throws IOException {
        flush();
        output().force();
        synced = position;
    }

    private Disk.Output output() throws IOException {
        Disk.Output now = out;
        if (now == null) {
            throw new IOException("no segment is open");
        }
        return now;
    }

    /** Uses the last segment no more, after an exception. What of it was synced counts. */
    void abandon() {
        buffer.clear();
        if (out == null && position == 0) {
            return;
        }
        try {
            close();
        } catch (IOException inTheEnd) {
            // It is not used any more, and what was synced is known.
        }
        older.add(new Segment(path, number, position));
        olderBytes += position;
        if (synced > 0) {
            previous = number;
            previousEnd = synced;
        }
        position = 0;
    }

    /** Deletes the segments after that one, and continues it as far as that. After {@link #abandon}. */
    void giveUp(long continued, long continuedEnd) {
        previous = continued;
        previousEnd = continuedEnd;
        while (!older.isEmpty() && older.getLast().number() > continued) {
            olderBytes -= older.getLast().size();
            try {
                disk.delete(older.removeLast().path());
            } catch (IOException leftOver) {
                // The next segment does not continue it, so it counts for nothing.
            }
        }
    }

    /** Deletes the segments before that one. */
    void deleteBefore(long since) throws IOException {
        while (!older.isEmpty() && older.element().number() < since) {
            deleteOldest();
        }
    }

    /** Deletes the oldest segment. Never the last one. */
    void deleteOldest() throws IOException {
        Segment oldest = older.element();
        disk.delete(oldest.path());
        older.remove();
        olderBytes -= oldest.size();
    }

    void close() throws IOException {
        Disk.Output now = out;
        out = null;
        if (now != null) {
            now.close();
        }
    }

    /** The last segment. */
    long number() {
        return number;
    }

    /** The oldest segment; the last one if there is no other. */
    long oldest() {
        return older.isEmpty() ? number : older.element().number();
    }

    /** The segment up to which the oldest ones have so many bytes, if there are so many; not the last one. */
    long oldestWith(long bytes) {
        long sum = 0;
        long at = oldest();
        for (Segment each : older) {
            at = each.number();
            sum += each.size();
            if (sum >= bytes) {
                break;
            }
        }
        return at;
    }

    long position() {
        return position;
    }

    long previous() {
        return previous;
    }

    long previousEnd() {
        return previousEnd;
    }

    int count() {
        return older.size() + (out == null ? 0 : 1);
    }

    /** Of all segments. */
    long bytes() {
        return olderBytes + (out == null ? 0 : position);
    }

    /** Of all but the last. */
    long olderBytes() {
        return olderBytes;
    }

    long usableSpace() throws IOException {
        return disk.usableSpace(directory);
    }
}
