package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import io.netty.buffer.ByteBuf;

/**
 * Encodes publications as pushes, each in a frame.
 *
 * @param number in place of the channel's name; 0 for the name
 */
record PublicationFormat(MessageEncoder encoder, long number) implements WireFormat {
    @Override
    public void encode(Publication publication, ByteBuf out) {
        encoder.publication(out, number, publication);
    }
}
