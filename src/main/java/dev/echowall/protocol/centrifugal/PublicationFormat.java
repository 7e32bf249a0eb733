package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import io.netty.buffer.ByteBuf;

/**
 * Publications as pushes, each a frame.
 *
 * @param number stands for the channel; 0 when its name does
 */
record PublicationFormat(MessageEncoder encoder, long number) implements WireFormat {
    @Override
    public void encode(Publication publication, ByteBuf out) {
        encoder.publication(out, number, publication);
    }
}
