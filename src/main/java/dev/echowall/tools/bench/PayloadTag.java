package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The beginning of each payload of a run: the run's id and the message's number as 16 ASCII characters, which pass
 * unchanged through JSON and Server-Sent Events and can be found in whatever a server wraps around them. Not for
 * several threads, because it remembers where it found the last one.
 */
final class PayloadTag {
    static final int BYTES = 16;
    static final int NOWHERE = -1;

    private static final int TAG = 8;
    private static final int DIGITS = 36;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final long tag;
    private int usual;

    private PayloadTag(long tag) {
        this.tag = tag;
    }

    /** The tag of a new run, which cannot be confused with that of another. */
    static PayloadTag random(RandomGenerator random) {
        long tag = '~';
        for (int i = 1; i < TAG; i++) {
            tag = tag << 8 | Character.forDigit(random.nextInt(DIGITS), DIGITS);
        }
        return new PayloadTag(tag);
    }

    /** The same tag for another thread. */
    PayloadTag copy() {
        return new PayloadTag(tag);
    }

    /** Appends a payload. */
    void write(ByteBuf out, int number, int size) {
        out.writeLong(tag);
        for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
            out.writeByte(HEX[number >>> shift & 0xF]);
        }
        for (int i = BYTES; i < size; i++) {
            out.writeByte('a' + i % 26);
        }
    }

    /** Finds the beginning of a tag of this run between two positions of the buffer; or {@link #NOWHERE}. */
    int find(ByteBuf in, int from, int end) {
        int last = end - BYTES;
        if (from + usual <= last && in.getLong(from + usual) == tag) {
            return from + usual;
        }
        for (int at = from; at <= last; at++) {
            if (in.getLong(at) == tag) {
                // The wrapping is usually the same for all messages.
                usual = at - from;
                return at;
            }
        }
        return NOWHERE;
    }

    /** The number in the tag that begins at this position. */
    static int number(ByteBuf in, int at) {
        long hex = in.getLong(at + TAG);
        int number = 0;
        for (int shift = Long.SIZE - 8; shift >= 0; shift -= 8) {
            int digit = (int) (hex >>> shift) & 0xFF;
            // Letters have bit 6 set, and stand for their low bits plus 9.
            number = number << 4 | (digit & 0xF) + (digit >>> 6) * 9;
        }
        return number;
    }
}
