package dev.echowall.protocol.websocket;

import dev.echowall.channel.Payload.Kind;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Frames as a server reads them: RFC 6455 section 5. Takes bytes in whatever pieces they come, and speaks up at the first
 * byte that is wrong.
 *
 * <p>Nothing is allocated because a header claims a length: buffers grow with what has really come, up to the limit.
 * One per connection; not thread-safe.
 */
public final class FrameDecoder {
    /** What the next byte is part of. */
    private enum Part {
        OPCODE,
        LENGTH,
        LENGTH_IN_TWO,
        LENGTH_IN_EIGHT,
        MASK,
        PAYLOAD
    }

    private static final int FIRST_BUFFER = 512;
    private static final int RESERVED = 0x70;
    private static final int RSV1 = 0x40;
    private static final byte[] NOTHING = {};

    private final int messageBytes;
    private final int fragmentsAllowed;
    private final @Nullable Inflation inflation;
    private final FrameSink sink;
    private final Utf8Validator utf8 = new Utf8Validator();

    private Part part = Part.OPCODE;
    private boolean last;
    private int opcode;
    private int expected;
    private long length;
    private int mask;
    private int unmasked;

    private int messageOpcode;
    private boolean deflated;
    private long compressed;
    private int fragments;
    private byte[] message = NOTHING;
    private int size;
    private byte[] control = NOTHING;

    private boolean held;
    private boolean over;

    /**
     * @param messageBytes a message at most
     * @param fragmentsAllowed frames of one message at most, empty ones too
     */
    public FrameDecoder(int messageBytes, int fragmentsAllowed, FrameSink sink) {
        this(messageBytes, fragmentsAllowed, null, sink);
    }

    /** @param deflate null when compression was not agreed on; else it holds native memory until {@link #end} */
    public FrameDecoder(int messageBytes, int fragmentsAllowed, @Nullable Deflate deflate, FrameSink sink) {
        this.messageBytes = messageBytes;
        this.fragmentsAllowed = fragmentsAllowed;
        this.inflation = deflate == null ? null : new Inflation(deflate.clientKeepsContext());
        this.sink = sink;
    }

    /** Reads what is there, except that it stops after the frame in which {@link #hold} was called. */
    public void decode(ByteBuf in) {
        while (!held && !over && (in.isReadable() || (part == Part.PAYLOAD && length == unmasked))) {
            switch (part) {
                case OPCODE -> opcode(in.readUnsignedByte());
                case LENGTH -> length(in.readUnsignedByte());
                case LENGTH_IN_TWO -> longLength(in.readUnsignedByte(), Frames.CONTROL_BYTES + 1);
                case LENGTH_IN_EIGHT -> longLength(in.readUnsignedByte(), 0x10000);
                case MASK -> mask(in.readUnsignedByte());
                case PAYLOAD -> payload(in);
            }
        }
        if (over) {
            in.skipBytes(in.readableBytes());
        }
    }

    /** True: no further frame is read until this is called with false. */
    public void hold(boolean hold) {
        held = hold;
    }

    /** Nothing more is read, whatever comes, and what was kept is let go. */
    public void end() {
        over = true;
        message = NOTHING;
        control = NOTHING;
        if (inflation != null) {
            inflation.end();
        }
    }

    private void opcode(int octet) {
        last = (octet & 0x80) != 0;
        opcode = octet & 0x0F;
        int reserved = octet & RESERVED;
        if (reserved != 0 && !mayBeDeflated(reserved)) {
            violation(CloseCode.PROTOCOL_ERROR, "a reserved bit is set, and no extension was agreed on for it");
        } else if (opcode >= Frames.CLOSE) {
            controlOpcode();
        } else {
            dataOpcode(reserved != 0);
        }
        part = Part.LENGTH;
    }

    /** RFC 7692 section 6: the bit stands in the first frame of a message, and tells of all of it. */
    private boolean mayBeDeflated(int reserved) {
        return inflation != null && reserved == RSV1 && (opcode == Frames.TEXT || opcode == Frames.BINARY);
    }

    private void controlOpcode() {
        if (opcode > Frames.PONG) {
            violation(CloseCode.PROTOCOL_ERROR, "there is no opcode " + opcode);
        } else if (!last) {
            violation(CloseCode.PROTOCOL_ERROR, "a control frame must not be fragmented");
        }
    }

    private void dataOpcode(boolean isDeflated) {
        if (opcode > Frames.BINARY) {
            violation(CloseCode.PROTOCOL_ERROR, "there is no opcode " + opcode);
        } else if (opcode == Frames.CONTINUATION && messageOpcode == 0) {
            violation(CloseCode.PROTOCOL_ERROR, "there is no message to continue");
        } else if (opcode != Frames.CONTINUATION && messageOpcode != 0) {
            violation(CloseCode.PROTOCOL_ERROR, "a message begins before the one before has ended");
        } else if (++fragments > fragmentsAllowed) {
            violation(CloseCode.POLICY_VIOLATION, "a message has at most " + fragmentsAllowed + " frames");
        } else if (opcode != Frames.CONTINUATION) {
            messageOpcode = opcode;
            deflated = isDeflated;
        }
    }

    private void length(int octet) {
        length = octet & 0x7F;
        if ((octet & 0x80) == 0) {
            violation(CloseCode.PROTOCOL_ERROR, "a client must mask its frames");
        } else if (opcode >= Frames.CLOSE && length > Frames.CONTROL_BYTES) {
            violation(CloseCode.PROTOCOL_ERROR, "a control frame has at most " + Frames.CONTROL_BYTES + " bytes");
        } else if (length <= Frames.CONTROL_BYTES) {
            lengthIsKnown();
        } else {
            part = length == 126 ? Part.LENGTH_IN_TWO : Part.LENGTH_IN_EIGHT;
            expected = length == 126 ? Short.BYTES : Long.BYTES;
            length = 0;
        }
    }

    private void longLength(int octet, int least) {
        length = length << 8 | octet;
        if (--expected > 0) {
            return;
        }
        if (length >= 0 && length < least) {
            violation(CloseCode.PROTOCOL_ERROR, "a length must be written in as few bytes as it fits in");
        } else {
            lengthIsKnown();
        }
    }

    /** The limit holds for what the header claims, before a byte of it has come; a negative length is 2^63 and more. */
    private void lengthIsKnown() {
        if (opcode < Frames.CLOSE && (length < 0 || length > allowed())) {
            violation(CloseCode.TOO_BIG, "a message has at most " + messageBytes + " bytes");
            return;
        }
        part = Part.MASK;
        expected = Integer.BYTES;
    }

    /** What does not compress grows a little when deflated; blocks of nothing would be taken without end. */
    private long allowed() {
        return deflated ? messageBytes + messageBytes / 8L + 1024 - compressed : messageBytes - size;
    }

    private void mask(int octet) {
        mask = mask << 8 | octet;
        if (--expected == 0) {
            part = Part.PAYLOAD;
            unmasked = 0;
        }
    }

    private void payload(ByteBuf in) {
        int come = (int) Math.min(in.readableBytes(), length - unmasked);
        if (opcode >= Frames.CLOSE) {
            control = grown(control, unmasked, come, (int) length, true);
            read(in, control, unmasked, come);
        } else if (!data(in, come)) {
            return;
        }
        unmasked += come;
        if (unmasked == length) {
            part = Part.OPCODE;
            frameEnds();
        }
    }

    private boolean data(ByteBuf in, int come) {
        if (deflated) {
            byte[] bytes = new byte[come];
            read(in, bytes, 0, come);
            compressed += come;
            return inflate(bytes);
        }
        message = grown(message, size, come, size + (int) length - unmasked, last);
        read(in, message, size, come);
        return added(come);
    }

    private boolean added(int count) {
        size += count;
        if (messageOpcode == Frames.TEXT && !utf8.accept(message, size - count, size)) {
            violation(CloseCode.INVALID_DATA, "a text is not UTF-8");
            return false;
        }
        return true;
    }

    private boolean inflatedEnds() {
        int whole = size;
        if (!inflate(Inflation.END)) {
            return false;
        }
        if (size > whole) {
            violation(CloseCode.INVALID_DATA, "a message does not inflate");
            return false;
        }
        return true;
    }

    private boolean inflate(byte[] bytes) {
        Inflation inflating = Objects.requireNonNull(inflation);
        inflating.feed(bytes);
        try {
            while (true) {
                // One byte more than allowed has room, to see whether it comes.
                if (size == message.length) {
                    message = Arrays.copyOf(message, Math.min(messageBytes + 1, Math.max(FIRST_BUFFER, 2 * size)));
                }
                int given = inflating.into(message, size);
                if (size + given > messageBytes) {
                    violation(CloseCode.TOO_BIG, "a message has at most " + messageBytes + " bytes");
                    return false;
                } else if (given == 0) {
                    return true;
                } else if (!added(given)) {
                    return false;
                }
            }
        } catch (DataFormatException e) {
            violation(CloseCode.INVALID_DATA, "a message does not inflate");
            return false;
        }
    }

    /**
     * A buffer with room for what has come.
     *
     * @param whole what the frame claims to make of it: reserved only when it is all there, or nearly
     */
    private static byte[] grown(byte[] buffer, int size, int come, int whole, boolean last) {
        int need = size + come;
        if (need <= buffer.length) {
            return buffer;
        }
        int room = last && need == whole ? whole : Math.max(need, Math.max(2 * buffer.length, FIRST_BUFFER));
        return Arrays.copyOf(buffer, last ? Math.min(room, whole) : room);
    }

    private void read(ByteBuf in, byte[] to, int at, int count) {
        in.readBytes(to, at, count);
        Mask.apply(Integer.rotateLeft(mask, 8 * (unmasked & 3)), to, at, count);
    }

    private void frameEnds() {
        if (opcode >= Frames.CLOSE) {
            byte[] payload = control;
            control = NOTHING;
            controlEnds(payload);
        } else if (last) {
            messageEnds();
        }
    }

    private void messageEnds() {
        if (deflated && !inflatedEnds()) {
            return;
        }
        if (messageOpcode == Frames.TEXT && !utf8.complete()) {
            violation(CloseCode.INVALID_DATA, "a text ends within a character");
            return;
        }
        Kind kind = messageOpcode == Frames.TEXT ? Kind.TEXT : Kind.BINARY;
        byte[] whole = message.length == size ? message : Arrays.copyOf(message, size);
        int frames = fragments;
        reset();
        sink.message(kind, whole, frames);
    }

    /** For the next message. */
    private void reset() {
        if (deflated && inflation != null) {
            inflation.messageEnds();
        }
        message = NOTHING;
        messageOpcode = 0;
        deflated = false;
        compressed = 0;
        fragments = 0;
        size = 0;
    }

    private void controlEnds(byte[] payload) {
        switch (opcode) {
            case Frames.PING -> sink.ping(payload);
            case Frames.PONG -> sink.pong(payload);
            default -> close(payload);
        }
    }

    private void close(byte[] payload) {
        if (payload.length == 0) {
            end();
            sink.close(CloseCode.NO_STATUS.code(), "");
            return;
        }
        if (payload.length == 1) {
            violation(CloseCode.PROTOCOL_ERROR, "a close code has two bytes");
            return;
        }
        int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        utf8.reset();
        if (!CloseCode.mayBeReceived(code)) {
            violation(CloseCode.PROTOCOL_ERROR, "close code " + code + " must not be sent");
        } else if (!utf8.accept(payload, 2, payload.length) || !utf8.complete()) {
            violation(CloseCode.INVALID_DATA, "the reason to close is not UTF-8");
        } else {
            end();
            sink.close(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
        }
    }

    private void violation(CloseCode code, String sentence) {
        end();
        sink.violation(code, sentence);
    }
}
