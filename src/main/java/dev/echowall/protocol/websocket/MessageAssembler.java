package dev.echowall.protocol.websocket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Joins the frames of a message, inflates them, and validates text as it arrives: RFC 6455 sections 5.4 and 8.1, RFC
 * 7692 section 6.2. {@link FrameDecoder} handles headers and control frames.
 *
 * <p>Its buffer grows with the bytes that have arrived, up to the limit. One per connection; not thread-safe.
 */
final class MessageAssembler {
    /** What is wrong with a message, and the code to close with. */
    record Violation(CloseCode code, String sentence) {}

    /** The smallest buffer for a message that arrives in pieces. */
    private static final int FIRST_BUFFER = 512;

    private static final byte[] NOTHING = {};

    private final int messageBytes;
    private final int fragmentsAllowed;
    private final @Nullable MessageInflater inflater;
    private final Utf8Validator utf8 = new Utf8Validator();

    private int opcode;
    private boolean deflated;
    private long compressed;
    private int fragments;
    private byte[] message = NOTHING;
    private int size;

    /**
     * @param deflate null if compression was not negotiated; otherwise this object holds native memory until {@link
     *     #end}
     */
    MessageAssembler(int messageBytes, int fragmentsAllowed, @Nullable Deflate deflate) {
        this.messageBytes = messageBytes;
        this.fragmentsAllowed = fragmentsAllowed;
        this.inflater = deflate == null ? null : new MessageInflater(deflate.clientKeepsContext());
    }

    /** A data frame begins. */
    @Nullable
    Violation begin(int frameOpcode, boolean isDeflated) {
        if (frameOpcode == Frames.CONTINUATION && opcode == 0) {
            return new Violation(CloseCode.PROTOCOL_ERROR, "there is no message to continue");
        }
        if (frameOpcode != Frames.CONTINUATION && opcode != 0) {
            return new Violation(CloseCode.PROTOCOL_ERROR, "a message begins before the one before has ended");
        }
        if (++fragments > fragmentsAllowed) {
            return new Violation(CloseCode.POLICY_VIOLATION, "a message has at most " + fragmentsAllowed + " frames");
        }
        if (frameOpcode != Frames.CONTINUATION) {
            opcode = frameOpcode;
            deflated = isDeflated;
        }
        return null;
    }

    /**
     * The most bytes that the current frame may have. Incompressible data grows a little when deflated; without a
     * limit, a client could send empty blocks for ever.
     */
    long room() {
        return deflated ? messageBytes + messageBytes / 8L + 1024 - compressed : messageBytes - size;
    }

    /**
     * A part of a frame has arrived.
     *
     * @param mask rotated so that it begins with these bytes
     * @param claimed the remaining bytes of this frame, including these
     * @param last whether it is the last frame of its message
     */
    @Nullable
    Violation add(ByteBuf in, int count, int mask, int claimed, boolean last) {
        if (deflated) {
            byte[] bytes = new byte[count];
            read(in, bytes, 0, count, mask);
            compressed += count;
            return inflate(bytes);
        }
        message = grown(message, size, count, size + claimed, last);
        read(in, message, size, count, mask);
        return added(count);
    }

    /** The last frame has ended. */
    @Nullable
    Violation complete() {
        if (deflated) {
            int whole = size;
            Violation violation = inflate(MessageInflater.END);
            if (violation != null) {
                return violation;
            }
            if (size > whole) {
                return new Violation(CloseCode.INVALID_DATA, "a message does not inflate");
            }
        }
        return isText() && !utf8.complete()
                ? new Violation(CloseCode.INVALID_DATA, "a text ends in the middle of a character")
                : null;
    }

    boolean isText() {
        return opcode == Frames.TEXT;
    }

    /** The number of frames so far. */
    int fragments() {
        return fragments;
    }

    /** Returns the message and is ready for the next one. */
    byte[] take() {
        byte[] whole = message.length == size ? message : Arrays.copyOf(message, size);
        if (deflated && inflater != null) {
            inflater.messageEnds();
        }
        message = NOTHING;
        opcode = 0;
        deflated = false;
        compressed = 0;
        fragments = 0;
        size = 0;
        return whole;
    }

    /** No more calls follow. */
    void end() {
        message = NOTHING;
        if (inflater != null) {
            inflater.end();
        }
    }

    private @Nullable Violation added(int count) {
        size += count;
        return isText() && !utf8.accept(message, size - count, size)
                ? new Violation(CloseCode.INVALID_DATA, "a text is not valid UTF-8")
                : null;
    }

    private @Nullable Violation inflate(byte[] bytes) {
        if (inflater == null) {
            throw new IllegalStateException("compression was not agreed on");
        }
        inflater.feed(bytes);
        try {
            while (true) {
                // Makes room for one byte more than allowed, to find out whether there is one.
                if (size == message.length) {
                    message = Arrays.copyOf(message, Math.min(messageBytes + 1, Math.max(FIRST_BUFFER, 2 * size)));
                }
                int given = inflater.into(message, size);
                if (size + given > messageBytes) {
                    return new Violation(CloseCode.TOO_BIG, "a message has at most " + messageBytes + " bytes");
                } else if (given == 0) {
                    return null;
                }
                Violation violation = added(given);
                if (violation != null) {
                    return violation;
                }
            }
        } catch (DataFormatException e) {
            return new Violation(CloseCode.INVALID_DATA, "a message does not inflate");
        }
    }

    /**
     * A buffer with room for what has arrived.
     *
     * @param whole the length of the frame, which is allocated only if all of it has arrived, or nearly all
     */
    static byte[] grown(byte[] buffer, int size, int come, int whole, boolean last) {
        int need = size + come;
        if (need <= buffer.length) {
            return buffer;
        }
        int room = last && need == whole ? whole : Math.max(need, Math.max(2 * buffer.length, FIRST_BUFFER));
        return Arrays.copyOf(buffer, last ? Math.min(room, whole) : room);
    }

    static void read(ByteBuf in, byte[] to, int at, int count, int mask) {
        in.readBytes(to, at, count);
        Mask.apply(mask, to, at, count);
    }
}
