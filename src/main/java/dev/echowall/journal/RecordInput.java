package dev.echowall.journal;

import dev.echowall.channel.ChannelName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record while they are read. Every method throws {@link IllegalArgumentException} for what no {@link
 * RecordOutput} has written, and allocates for the bytes that are there, not for a number that claims more.
 */
final class RecordInput {
    /**
     * Texts that many records have in common, so that each is made once: channels, and names of nodes, of senders and of
     * epochs. They are found by their bytes; to make and hash a string for each would be half of the work of a replay.
     * Bounded: a new one takes the place of another. For one thread.
     */
    static final class Texts {
        private static final int SLOTS = 1 << 14;

        private static final class Text {
            final byte[] bytes;
            final String text;

            @Nullable
            ChannelName channel;

            Text(byte[] bytes) {
                this.bytes = bytes;
                this.text = new String(bytes, StandardCharsets.UTF_8);
            }
        }

        private final @Nullable Text[] slots = new @Nullable Text[SLOTS];

        private Text of(byte[] in, int begin, int end) {
            int hash = end - begin;
            for (int i = begin; i < end; i++) {
                hash = 31 * hash + in[i];
            }
            int slot = (hash ^ (hash >>> 14)) & (SLOTS - 1);
            Text known = slots[slot];
            if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, in, begin, end)) {
                return known;
            }
            Text made = new Text(Arrays.copyOfRange(in, begin, end));
            slots[slot] = made;
            return made;
        }
    }

    private final byte[] in;
    private final int limit;
    private int position;
    private final Texts texts;
    private final List<String> names = new ArrayList<>(2);

    /** @param in has an array, and is not changed */
    RecordInput(ByteBuffer in, Texts texts) {
        this.in = in.array();
        this.position = in.arrayOffset() + in.position();
        this.limit = in.arrayOffset() + in.limit();
        this.texts = texts;
    }

    int fixed() {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = (value << 8) | (in[position++] & 0xFF);
        }
        return value;
    }

    long fixedLong() {
        return ((long) fixed() << 32) | (fixed() & 0xFFFFFFFFL);
    }

    int octet() {
        need(1);
        return in[position++] & 0xFF;
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
        int length = length();
        position += length;
        return Arrays.copyOfRange(in, position - length, position);
    }

    String text() {
        return new String(blob(), StandardCharsets.UTF_8);
    }

    /** A text that many records have. */
    String shared() {
        return known().text;
    }

    private Texts.Text known() {
        int length = length();
        position += length;
        return texts.of(in, position - length, position);
    }

    ChannelName channel() {
        Texts.Text text = known();
        ChannelName channel = text.channel;
        if (channel == null) {
            channel = ChannelName.stored(text.text);
            text.channel = channel;
        }
        return channel;
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
        if (count < 0 || count > limit - position) {
            throw new IllegalArgumentException(count + " entries in " + (limit - position) + " bytes");
        }
        return (int) count;
    }

    void end() {
        if (position < limit) {
            throw new IllegalArgumentException(limit - position + " bytes too many");
        }
    }

    private int length() {
        long length = number();
        if (length < 0 || length > limit - position) {
            throw new IllegalArgumentException(length + " bytes are announced, " + (limit - position) + " are there");
        }
        return (int) length;
    }

    private void need(int bytes) {
        if (limit - position < bytes) {
            throw new IllegalArgumentException(bytes + " bytes are needed, " + (limit - position) + " are there");
        }
    }
}
