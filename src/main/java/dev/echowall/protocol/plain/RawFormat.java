package dev.echowall.protocol.plain;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;

/** The bare payload, byte for byte: TEXT and JSON as a text frame, BINARY as a binary frame. */
public enum RawFormat implements WireFormat {
    INSTANCE;

    @Override
    public void encode(Publication publication, ByteBuf out) {
        Payload payload = publication.payload();
        Frames.header(out, payload.kind() == Payload.Kind.BINARY ? Frames.BINARY : Frames.TEXT, payload.size());
        out.writeBytes(payload.bytes());
    }
}
