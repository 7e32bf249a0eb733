package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.echowall.protocol.websocket.Utf8Validator;
import java.util.Arrays;

/** Reads Protobuf, never beyond the end of the innermost message that was entered. */
final class ProtobufReader {
    private static final int FIXED64 = 1;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BITS = 70;

    private final byte[] bytes;
    private final Utf8Validator utf8 = new Utf8Validator();
    private int at;
    private int end;

    ProtobufReader(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    /** Whether there is more of the innermost message. */
    boolean hasMore() {
        return at < end;
    }

    /**
     * Reads the length of a message and enters it.
     *
     * @return the end of the enclosing message, for {@link #leave}
     */
    int enter() throws MalformedMessage {
        int length = length();
        int outer = end;
        end = at + length;
        return outer;
    }

    /** Leaves a message that has been read to its end. */
    void leave(int outer) {
        end = outer;
    }

    /** The number of a field, with its wire type in the lowest three bits. */
    int tag() throws MalformedMessage {
        int tag = (int) varint();
        if (tag >>> 3 == 0) {
            throw new MalformedMessage("no field has the number 0");
        }
        return tag;
    }

    long varint() throws MalformedMessage {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            if (at == end) {
                throw new MalformedMessage("the message ends within a number");
            }
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedMessage("a number has more than ten bytes");
    }

    byte[] bytes() throws MalformedMessage {
        int length = length();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String string() throws MalformedMessage {
        int length = length();
        int from = at;
        at += length;
        utf8.reset();
        if (!utf8.accept(bytes, from, at) || !utf8.complete()) {
            throw new MalformedMessage("a string is not UTF-8");
        }
        return new String(bytes, from, length, UTF_8);
    }

    /** Skips the value of a field. */
    void skip(int wireType) throws MalformedMessage {
        switch (wireType) {
            case ProtobufWriter.VARINT -> varint();
            case FIXED64 -> pass(Long.BYTES);
            case ProtobufWriter.LENGTH_DELIMITED -> pass(length());
            case FIXED32 -> pass(Integer.BYTES);
            default -> throw new MalformedMessage("there is no such wire type in this protocol");
        }
    }

    private int length() throws MalformedMessage {
        int length = (int) varint();
        if (length < 0 || length > end - at) {
            throw new MalformedMessage("a length goes beyond the message");
        }
        return length;
    }

    private void pass(int count) throws MalformedMessage {
        if (count > end - at) {
            throw new MalformedMessage("the message ends within a value");
        }
        at += count;
    }
}
