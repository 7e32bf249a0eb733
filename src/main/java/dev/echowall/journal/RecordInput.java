package dev.echowall.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of a record while they are read. Every method throws {@link IllegalArgumentException} for what no {@link
 * RecordOutput} has written, and allocates for the bytes that are there, not for a number that claims more.
 */
final class RecordInput {
    /**
     * Texts that many records have in common, so that each is in memory once: names of nodes, of senders and of epochs.
     * Bounded, because nothing guarantees that they are few. For one thread.
     */
    static final class Texts {
        private static final int MOST = 4096;

        private final Map<String, String> known = new HashMap<>();

        String shared(String text) {
            if (known.size() >= MOST) {
                known.clear();
            }
            String before = known.putIfAbsent(text, text);
            return before == null ? text : before;
        }
    }

    private final ByteBuffer in;
    private final Texts texts;
    private final List<String> names = new ArrayList<>(2);

    RecordInput(ByteBuffer in, Texts texts) {
        this.in = in;
        this.texts = texts;
    }

    int fixed() {
        need(4);
        return in.getInt();
    }

    long fixedLong() {
        need(8);
        return in.getLong();
    }

    int octet() {
        need(1);
        return in.get() & 0xFF;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without an end");
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    byte[] blob() {
        byte[] blob = new byte[length()];
        in.get(blob);
        return blob;
    }

    String text() {
        return new String(blob(), StandardCharsets.UTF_8);
    }

    /** A text that many records have. */
    String shared() {
        return texts.shared(text());
    }

    String name() {
        int index = count();
        if (index == names.size()) {
            names.add(shared());
        } else if (index > names.size()) {
            throw new IllegalArgumentException("name " + index + " of " + names.size());
        }
        return names.get(index);
    }

    /** How many entries follow. Each has at least a byte. */
    int count() {
        long count = number();
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException(count + " entries in " + in.remaining() + " bytes");
        }
        return (int) count;
    }

    void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes too many");
        }
    }

    private int length() {
        long length = number();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes are announced, " + in.remaining() + " are there");
        }
        return (int) length;
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw new IllegalArgumentException(bytes + " bytes are needed, " + in.remaining() + " are there");
        }
    }
}
