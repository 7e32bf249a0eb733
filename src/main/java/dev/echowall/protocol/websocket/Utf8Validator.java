package dev.echowall.protocol.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Validates UTF-8 as it arrives, and detects the first byte that cannot be part of any character: RFC 3629 section 4.
 *
 * <p>The state is the number of bytes that the character still needs and the range of the next one; the range excludes
 * overlong forms, surrogates and code points beyond U+10FFFF.
 */
public final class Utf8Validator {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final int TAIL_LOW = 0x80;
    private static final int TAIL_HIGH = 0xBF;

    private int needed;
    private int low = TAIL_LOW;
    private int high = TAIL_HIGH;

    /**
     * Continues with the bytes from {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @return false if they cannot be UTF-8, whatever follows; then the validator must be {@link #reset()}
     */
    public boolean accept(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            if (needed == 0) {
                at = skipAscii(octets, at, to);
                if (at == to) {
                    return true;
                }
            }
            if (!accept(octets[at++] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no character is incomplete. */
    public boolean complete() {
        return needed == 0;
    }

    public void reset() {
        begin(0, TAIL_LOW, TAIL_HIGH);
    }

    private static int skipAscii(byte[] octets, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to && ((long) LONGS.get(octets, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < to && octets[at] >= 0) {
            at++;
        }
        return at;
    }

    private boolean accept(int octet) {
        if (needed == 0) {
            return lead(octet);
        }
        if (octet < low || octet > high) {
            return false;
        }
        begin(needed - 1, TAIL_LOW, TAIL_HIGH);
        return true;
    }

    private boolean lead(int octet) {
        if (octet < 0x80) {
            return true;
        }
        if (octet < 0xC2 || octet > 0xF4) {
            return false;
        }
        switch (octet) {
            case 0xE0 -> begin(2, 0xA0, TAIL_HIGH);
            case 0xED -> begin(2, TAIL_LOW, 0x9F);
            case 0xF0 -> begin(3, 0x90, TAIL_HIGH);
            case 0xF4 -> begin(3, TAIL_LOW, 0x8F);
            default -> begin(octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3, TAIL_LOW, TAIL_HIGH);
        }
        return true;
    }

    private void begin(int octets, int from, int to) {
        needed = octets;
        low = from;
        high = to;
    }
}
