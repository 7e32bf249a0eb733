package dev.echowall.protocol.websocket;

import dev.echowall.channel.Payload.Kind;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes frames as a server: RFC 6455 section 5. Accepts bytes in pieces of any size and reports a violation at the
 * first invalid byte.
 *
 * <p>It does not allocate what a header claims: buffers grow with the bytes that have arrived, up to the limit. One per
 * connection; not thread-safe.
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

    private static final int RESERVED = 0x70;
    private static final int RSV1 = 0x40;
    private static final byte[] NOTHING = {};

    private final int messageBytes;
    private final int fragmentsAllowed;
    private final @Nullable Deflate deflate;
    private final FrameSink sink;
    /** Created for the first message, because most clients only receive. */
    private @Nullable MessageAssembler assembler;

    private Part part = Part.OPCODE;
    private boolean last;
    private int opcode;
    private int expected;
    private long length;
    private int mask;
    private int unmasked;
    private byte[] control = NOTHING;

    private boolean held;
    private boolean over;

    /**
     * @param messageBytes the largest message
     * @param fragmentsAllowed the most frames of one message, including empty ones
     */
    public FrameDecoder(int messageBytes, int fragmentsAllowed, FrameSink sink) {
        this(messageBytes, fragmentsAllowed, null, sink);
    }

    /**
     * @param deflate null if compression was not negotiated; otherwise this object holds native memory until {@link
     *     #end}
     */
    public FrameDecoder(int messageBytes, int fragmentsAllowed, @Nullable Deflate deflate, FrameSink sink) {
        this.messageBytes = messageBytes;
        this.fragmentsAllowed = fragmentsAllowed;
        this.deflate = deflate;
        this.sink = sink;
    }

    /** Decodes the buffer, but stops after the frame during which {@link #hold} was called. */
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

    /** If true, no further frame is decoded until this is called with false. */
    public void hold(boolean hold) {
        held = hold;
    }

    /** Decodes nothing more, and releases what was buffered. */
    public void end() {
        over = true;
        control = NOTHING;
        if (assembler != null) {
            assembler.end();
        }
    }

    private void opcode(int octet) {
        last = (octet & 0x80) != 0;
        opcode = octet & 0x0F;
        int reserved = octet & RESERVED;
        if (reserved != 0 && !mayBeDeflated(reserved)) {
            violation(CloseCode.PROTOCOL_ERROR, "a reserved bit is set without an extension for it");
        } else if (opcode >= Frames.CLOSE) {
            controlOpcode();
        } else {
            dataOpcode(reserved != 0);
        }
        part = Part.LENGTH;
    }

    /** RFC 7692 section 6: the bit is set in the first frame of a message and applies to all of it. */
    private boolean mayBeDeflated(int reserved) {
        return deflate != null && reserved == RSV1 && (opcode == Frames.TEXT || opcode == Frames.BINARY);
    }

    private void controlOpcode() {
        if (opcode > Frames.PONG) {
            violation(CloseCode.PROTOCOL_ERROR, "unknown opcode " + opcode);
        } else if (!last) {
            violation(CloseCode.PROTOCOL_ERROR, "a control frame must not be fragmented");
        }
    }

    private void dataOpcode(boolean isDeflated) {
        if (opcode > Frames.BINARY) {
            violation(CloseCode.PROTOCOL_ERROR, "unknown opcode " + opcode);
            return;
        }
        if (assembler == null) {
            assembler = new MessageAssembler(messageBytes, fragmentsAllowed, deflate);
        }
        isFine(assembler.begin(opcode, isDeflated));
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
            violation(CloseCode.PROTOCOL_ERROR, "a length must be written in as few bytes as possible");
        } else {
            lengthIsKnown();
        }
    }

    /**
     * The limit applies to the length in the header, before any of the payload has arrived; a negative length is 2^63
     * or more.
     */
    private void lengthIsKnown() {
        if (opcode < Frames.CLOSE && (length < 0 || length > assembler().room())) {
            violation(CloseCode.TOO_BIG, "a message has at most " + messageBytes + " bytes");
            return;
        }
        part = Part.MASK;
        expected = Integer.BYTES;
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
        int turned = Integer.rotateLeft(mask, 8 * (unmasked & 3));
        if (opcode >= Frames.CLOSE) {
            control = MessageAssembler.grown(control, unmasked, come, (int) length, true);
            MessageAssembler.read(in, control, unmasked, come, turned);
        } else if (!isFine(assembler().add(in, come, turned, (int) length - unmasked, last))) {
            return;
        }
        unmasked += come;
        if (unmasked == length) {
            part = Part.OPCODE;
            frameEnds();
        }
    }

    private void frameEnds() {
        if (opcode >= Frames.CLOSE) {
            byte[] payload = control;
            control = NOTHING;
            controlEnds(payload);
        } else if (last && isFine(assembler().complete())) {
            Kind kind = assembler().isText() ? Kind.TEXT : Kind.BINARY;
            int frames = assembler().fragments();
            sink.message(kind, assembler().take(), frames);
        }
    }

    private MessageAssembler assembler() {
        return Objects.requireNonNull(assembler, "a frame of data has begun");
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
            violation(CloseCode.PROTOCOL_ERROR, "a close code must have two bytes");
            return;
        }
        int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        Utf8Validator utf8 = new Utf8Validator();
        if (!CloseCode.mayBeReceived(code)) {
            violation(CloseCode.PROTOCOL_ERROR, "close code " + code + " must not be sent");
        } else if (!utf8.accept(payload, 2, payload.length) || !utf8.complete()) {
            violation(CloseCode.INVALID_DATA, "the reason to close is not UTF-8");
        } else {
            end();
            sink.close(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
        }
    }

    private boolean isFine(MessageAssembler.@Nullable Violation violation) {
        if (violation != null) {
            violation(violation.code(), violation.sentence());
        }
        return violation == null;
    }

    private void violation(CloseCode code, String sentence) {
        end();
        sink.violation(code, sentence);
    }
}
