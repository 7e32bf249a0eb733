package dev.echowall.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the records of one segment in their order, holding one at a time in memory. */
final class SegmentReader implements Closeable {
    private static final int WINDOW = 1 << 18;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FileChannel channel;
    private final @Nullable SegmentHeader header;
    private final RecordFrame frame;
    private final long limit;
    private ByteBuffer window = NOTHING;
    private long windowAt;
    private long position;
    private long next;
    private ByteBuffer body = NOTHING;
    private @Nullable String damage;

    private SegmentReader(SegmentFile file, FileChannel channel, long end) throws IOException, JournalException {
        this.channel = channel;
        this.limit = Math.min(end, channel.size());
        ByteBuffer first = ByteBuffer.allocate(SegmentHeader.MOST);
        while (first.hasRemaining() && channel.read(first, first.position()) > 0) {
            // until it is full, or the file ends
        }
        first.flip();
        SegmentHeader found = SegmentHeader.decode(first, file.path().toString());
        this.header = found != null && found.number() == file.number() ? found : null;
        int length = header == null ? 0 : SegmentHeader.length(first);
        this.frame = new RecordFrame(header == null ? 0 : first.getInt(length - 4), file.number());
        this.next = length;
        this.position = length;
        if (header == null) {
            damage = found == null ? "it has no header that can be read" : "it is segment " + found.number();
        }
    }

    /** @param end where the records end, if that is known from the segment after it; otherwise the largest number */
    static SegmentReader open(SegmentFile file, long end) throws IOException, JournalException {
        FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
        try {
            return new SegmentReader(file, channel, end);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Null if it cannot be read; then no record can. */
    @Nullable
    SegmentHeader header() {
        return header;
    }

    /** Goes to the next record. Returns false at the end, and at what is no record: {@link #damage}. */
    boolean advance() {
        if (damage != null) {
            return false;
        }
        position = next;
        return position < limit && examine();
    }

    /** What is wrong at the {@link #position}; null at the end of a whole segment. */
    @Nullable
    String damage() {
        return damage;
    }

    /** Where the current record begins, or what is no record, or the end. */
    long position() {
        return position;
    }

    /** Where the record after the current one begins. */
    long next() {
        return next;
    }

    /** Where the segment ends. */
    long limit() {
        return limit;
    }

    /** The current record, until the next call. */
    ByteBuffer body() {
        return body;
    }

    /** The current record is not what it seems, although its checksum is right. */
    void refuse(String reason) {
        damage = reason;
    }

    /**
     * After damage, goes to before the record that follows, if the length of the damaged one was right: then a record
     * with a right checksum begins where it ends. Otherwise no record after it can be found.
     */
    boolean skip() {
        long damaged = position;
        String reason = damage;
        if (reason == null || position == 0) {
            return false;
        }
        try {
            int length = limit - position < RecordFrame.HEAD
                    ? -1
                    : load(position, RecordFrame.HEAD).getInt();
            position += RecordFrame.HEAD + (long) length;
            damage = null;
            if (length > 0 && position < limit && examine()) {
                next = position;
                return true;
            }
        } catch (IOException unreadable) {
            // No record can be found there either.
        }
        position = damaged;
        damage = reason;
        return false;
    }

    private boolean examine() {
        long left = limit - position - RecordFrame.HEAD;
        try {
            if (left < 0) {
                return damaged("it ends within a record");
            }
            ByteBuffer head = load(position, RecordFrame.HEAD);
            int length = head.getInt();
            int expected = head.getInt();
            if (length <= 0 || length > RecordFrame.MOST || length > left) {
                return damaged("it ends within a record, or the record's length is damaged");
            }
            body = load(position + RecordFrame.HEAD, length);
            if (frame.sum(position, body) != expected) {
                return damaged("the checksum of a record is wrong");
            }
            next = position + RecordFrame.HEAD + length;
            return true;
        } catch (IOException unreadable) {
            return damaged("it cannot be read: " + unreadable.getMessage());
        }
    }

    private boolean damaged(String reason) {
        damage = reason;
        return false;
    }

    private ByteBuffer load(long at, int length) throws IOException {
        if (at < windowAt || at + length > windowAt + window.limit()) {
            int size = (int) Math.max(length, Math.min(WINDOW, limit - at));
            // One huge record does not make all windows after it huge.
            window = window.capacity() >= size && window.capacity() <= WINDOW
                    ? window.clear().limit(size)
                    : ByteBuffer.allocate(size);
            windowAt = at;
            while (window.hasRemaining() && channel.read(window, at + window.position()) > 0) {
                // until it is full, or the file ends
            }
            window.flip();
            if (window.limit() < length) {
                throw new IOException("the file has become shorter");
            }
        }
        int from = (int) (at - windowAt);
        return window.slice(from, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
