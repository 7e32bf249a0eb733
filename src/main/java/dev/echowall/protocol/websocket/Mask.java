package dev.echowall.protocol.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of a client's frames, which is its own inverse: RFC 6455 section 5.3. */
final class Mask {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Mask() {}

    /** @param key its highest byte is for the first byte */
    static void apply(int key, byte[] bytes, int from, int count) {
        int end = from + count;
        int at = from;
        long eight = (long) key << Integer.SIZE | Integer.toUnsignedLong(key);
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ eight);
        }
        for (int shift = 24; at < end; at++, shift = shift - 8 & 31) {
            bytes[at] ^= (byte) (key >>> shift);
        }
    }
}
