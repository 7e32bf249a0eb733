package dev.echowall.journal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a segment.
 *
 * <p>Each names the segment that it continues and how much of that counts. After a crash the end of a segment may be torn,
 * and after a failed sync nobody knows what is on the disk: what is beyond that end is no record, even if it looks like one.
 *
 * @param cluster the cluster's name
 * @param instance the instance's name
 * @param journal made with the directory, so that a file of another one is recognized
 * @param number the segment's own
 * @param previous the number of the segment that it continues; 0 if there is none
 * @param previousEnd where that one ends
 * @param created in ms since 1970
 * @param salt random, so that bytes of a deleted file of the same number are never taken for records
 */
record SegmentHeader(
        String cluster,
        String instance,
        UUID journal,
        long number,
        long previous,
        long previousEnd,
        long created,
        long salt) {
    static final int VERSION = 1;

    /** More is no header of this version: names are at most 255 characters. */
    static final int MOST = 4096;

    private static final long MAGIC = 0x4563686F4A726E6CL; // "EchoJrnl"
    private static final int FIXED = 16;

    /** The bytes, and the checksum at their end, which goes into that of each record. */
    byte[] encode() {
        RecordOutput fields = new RecordOutput(256);
        fields.text(cluster);
        fields.text(instance);
        fields.fixed(journal.getMostSignificantBits());
        fields.fixed(journal.getLeastSignificantBits());
        fields.fixed(number);
        fields.fixed(previous);
        fields.fixed(previousEnd);
        fields.fixed(created);
        fields.fixed(salt);
        byte[] body = fields.bytes();
        ByteBuffer header = ByteBuffer.allocate(FIXED + body.length + 4);
        header.putLong(MAGIC).putInt(VERSION).putInt(header.capacity()).put(body);
        header.putInt(sum(header.array(), header.position()));
        return header.array();
    }

    /**
     * The header at the beginning of these bytes; null if there is none, or it is damaged.
     *
     * @throws JournalException if it is of another version
     */
    static @Nullable SegmentHeader decode(ByteBuffer bytes, String file) throws JournalException {
        int length = length(bytes);
        if (length < 0) {
            return null;
        }
        byte[] header = new byte[length];
        bytes.duplicate().get(header);
        ByteBuffer in = ByteBuffer.wrap(header);
        if (in.getInt(length - 4) != sum(header, length - 4)) {
            return null;
        }
        int version = in.getInt(8);
        if (version != VERSION) {
            throw new JournalException(file + " is of format " + version + ", and this version knows only " + VERSION);
        }
        in.position(FIXED).limit(length - 4);
        RecordInput fields = new RecordInput(in, new RecordInput.Texts());
        return new SegmentHeader(
                fields.text(),
                fields.text(),
                new UUID(fields.fixedLong(), fields.fixedLong()),
                fields.fixedLong(),
                fields.fixedLong(),
                fields.fixedLong(),
                fields.fixedLong(),
                fields.fixedLong());
    }

    /** How many bytes the header at the beginning of these has; -1 if there is none. */
    static int length(ByteBuffer bytes) {
        if (bytes.remaining() < FIXED + 4 || bytes.getLong(bytes.position()) != MAGIC) {
            return -1;
        }
        int length = bytes.getInt(bytes.position() + 12);
        return length < FIXED + 4 || length > MOST || length > bytes.remaining() ? -1 : length;
    }

    private static int sum(byte[] header, int length) {
        CRC32C sum = new CRC32C();
        sum.update(header, 0, length);
        return (int) sum.getValue();
    }
}
