package dev.echowall.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Encodes frames as a server: whole messages, never masked. RFC 6455 section 5.2. */
public final class Frames {
    /** An opcode of a frame. */
    public static final int CONTINUATION = 0x0;

    /** An opcode of a frame. */
    public static final int TEXT = 0x1;

    /** An opcode of a frame. */
    public static final int BINARY = 0x2;

    /** An opcode of a frame. */
    public static final int CLOSE = 0x8;

    /** An opcode of a frame. */
    public static final int PING = 0x9;

    /** An opcode of a frame. */
    public static final int PONG = 0xA;

    /** The most bytes of payload in a control frame. */
    public static final int CONTROL_BYTES = 125;

    /** The most bytes of UTF-8 in the reason of a close frame. */
    public static final int REASON_BYTES = CONTROL_BYTES - 2;

    private static final int FINAL = 0x80;
    private static final int LENGTH_IN_TWO = 126;
    private static final int LENGTH_IN_EIGHT = 127;
    private static final int USUAL_HEADER_BYTES = 4;
    private static final int MAX_HEADER_BYTES = 10;
    private static final byte[] NOTHING = {};

    private Frames() {}

    /** Appends the header of a final frame; exactly {@code length} bytes of payload must follow. */
    public static void header(ByteBuf out, int opcode, int length) {
        out.writeByte(FINAL | opcode);
        if (length <= CONTROL_BYTES) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(LENGTH_IN_TWO);
            out.writeShort(length);
        } else {
            out.writeByte(LENGTH_IN_EIGHT);
            out.writeLong(length);
        }
    }

    /**
     * Begins a frame whose length is not known yet.
     *
     * @return where it begins: for {@link #end}
     */
    public static int begin(ByteBuf out) {
        int begin = out.writerIndex();
        out.writeZero(USUAL_HEADER_BYTES);
        return begin;
    }

    /** Ends what {@link #begin} has begun: all that was appended since is its payload. */
    public static void end(ByteBuf out, int begin, int opcode) {
        int length = out.writerIndex() - begin - USUAL_HEADER_BYTES;
        int payload = begin + headerBytes(length);
        if (payload != begin + USUAL_HEADER_BYTES) {
            out.ensureWritable(MAX_HEADER_BYTES - USUAL_HEADER_BYTES);
            out.setBytes(payload, out, begin + USUAL_HEADER_BYTES, length);
        }
        out.writerIndex(begin);
        header(out, opcode, length);
        out.writerIndex(payload + length);
    }

    /** The number of bytes that {@link #header} appends. */
    public static int headerBytes(int length) {
        if (length <= CONTROL_BYTES) {
            return 2;
        }
        return length <= 0xFFFF ? 4 : 10;
    }

    /** The length of the header at this position, written by {@link #header}. */
    public static int headerBytes(ByteBuf frame, int at) {
        return switch (frame.getByte(at + 1)) {
            case LENGTH_IN_TWO -> 4;
            case LENGTH_IN_EIGHT -> 10;
            default -> 2;
        };
    }

    /** A whole frame. */
    public static ByteBuf frame(int opcode, byte[] payload) {
        ByteBuf out = Unpooled.buffer(headerBytes(payload.length) + payload.length);
        header(out, opcode, payload.length);
        return out.writeBytes(payload);
    }

    /** A whole text frame. */
    public static ByteBuf text(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A close frame.
     *
     * @param code 1005, which must never be sent, results in a frame without a code
     * @param reason truncated at a character boundary if it is longer than {@link #REASON_BYTES}
     */
    public static ByteBuf close(int code, String reason) {
        if (code == CloseCode.NO_STATUS.code()) {
            return frame(CLOSE, NOTHING);
        }
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        int length = cut(words, REASON_BYTES);
        ByteBuf out = Unpooled.buffer(4 + length);
        header(out, CLOSE, 2 + length);
        return out.writeShort(code).writeBytes(words, 0, length);
    }

    /** The most bytes of UTF-8 that fit without splitting a character. */
    private static int cut(byte[] utf8, int most) {
        if (utf8.length <= most) {
            return utf8.length;
        }
        int end = most;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}
