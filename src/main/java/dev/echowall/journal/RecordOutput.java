package dev.echowall.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The bytes of a record while they are written. Numbers are small in most records, so they have variable lengths. */
final class RecordOutput {
    private static final int MOST = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    private int length;
    private final Map<String, Integer> names = new HashMap<>(4);

    RecordOutput(int expected) {
        bytes = new byte[expected];
    }

    void fixed(int value) {
        room(4);
        bytes[length++] = (byte) (value >>> 24);
        bytes[length++] = (byte) (value >>> 16);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    void fixed(long value) {
        fixed((int) (value >>> 32));
        fixed((int) value);
    }

    void octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    /** For numbers that are not negative; others take ten bytes. */
    void number(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[length++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
    }

    /** For numbers near 0 on both sides. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void blob(byte[] blob) {
        number(blob.length);
        room(blob.length);
        System.arraycopy(blob, 0, bytes, length, blob.length);
        length += blob.length;
    }

    void text(String text) {
        blob(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that other entries of the same record have too. */
    void name(String name) {
        Integer known = names.get(name);
        number(known == null ? names.size() : known);
        if (known == null) {
            names.put(name, names.size());
            text(name);
        }
    }

    byte[] bytes() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            long needed = (long) length + more;
            if (needed > MOST) {
                throw new IllegalArgumentException("a record of the journal cannot have " + needed + " bytes");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, Math.max(needed, 2L * bytes.length)));
        }
    }
}
