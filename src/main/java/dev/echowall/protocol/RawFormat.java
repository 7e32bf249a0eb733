package dev.echowall.protocol;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import io.netty.buffer.ByteBuf;

/** The bare payload, byte for byte: TEXT and JSON as a text frame, BINARY as a binary frame. */
public enum RawFormat implements WireFormat {
    INSTANCE;

    private static final int TEXT_FRAME = 0x81;
    private static final int BINARY_FRAME = 0x82;
    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;

    @Override
    public void encode(Publication publication, ByteBuf out) {
        Payload payload = publication.payload();
        header(payload.kind() == Payload.Kind.BINARY ? BINARY_FRAME : TEXT_FRAME, payload.size(), out);
        out.writeBytes(payload.bytes());
    }

    /** The header of a whole, unmasked text frame: RFC 6455 section 5.2. */
    static void textHeader(int length, ByteBuf out) {
        header(TEXT_FRAME, length, out);
    }

    private static void header(int firstByte, int length, ByteBuf out) {
        out.writeByte(firstByte);
        if (length < LENGTH_OF_16_BITS) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(LENGTH_OF_16_BITS).writeShort(length);
        } else {
            out.writeByte(LENGTH_OF_64_BITS).writeLong(length);
        }
    }
}
