package dev.echowall.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record stands in a segment: {@code length:4 checksum:4 body}. The checksum is over the segment's own and number,
 * the position, the length and the body, so bytes that were written elsewhere are never taken for a record.
 */
final class RecordFrame {
    static final int HEAD = 8;

    /** The longest body; its length is a sane number to allocate for. */
    static final int MOST = 1 << 29;

    private final CRC32C sum = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(24);
    private final int segmentSum;
    private final long segment;

    /** @param segmentSum the checksum at the end of the segment's header */
    RecordFrame(int segmentSum, long segment) {
        this.segmentSum = segmentSum;
        this.segment = segment;
    }

    int sum(long position, ByteBuffer body) {
        place.clear();
        place.putInt(segmentSum)
                .putLong(segment)
                .putLong(position)
                .putInt(body.remaining())
                .flip();
        sum.reset();
        sum.update(place);
        sum.update(body.duplicate());
        return (int) sum.getValue();
    }
}
