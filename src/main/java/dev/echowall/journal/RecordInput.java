package dev.echowall.journal;

import dev.echowall.channel.ChannelName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
            @Nullable ChannelName channel;

            Text(byte[] bytes) {
                this.bytes = bytes;
                this.text = new String(bytes, StandardCharsets.UTF_8);
            }
        }

        private final @Nullable Text[] slots = new @Nullable Text[SLOTS];

        /** The text of the next so many bytes. */
        private Text next(ByteBuffer in, int length) {
            int hash = length;
            int begin = in.position();
            for (int i = 0; i < length; i++) {
                hash = 31 * hash + in.get(begin + i);
            }
            int slot = (hash ^ (hash >>> 14)) & (SLOTS - 1);
            Text known = slots[slot];
            if (known != null && is(known, in, length)) {
                in.position(begin + length);
                return known;
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            Text made = new Text(bytes);
            slots[slot] = made;
            return made;
        }

        private static boolean is(Text known, ByteBuffer in, int length) {
            return known.bytes.length == length && in.slice(in.position(), length).equals(ByteBuffer.wrap(known.bytes));
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
        return texts.next(in, length()).text;
    }

    ChannelName channel() {
        Texts.Text text = texts.next(in, length());
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
