package dev.echowall.protocol;

import dev.echowall.channel.Publication;
import io.netty.buffer.ByteBuf;

/** The encoding of publications on one kind of connection. Pure: the same publication always gives the same bytes. */
public interface WireFormat {
    /** Appends the publication, framed and ready for the socket. */
    void encode(Publication publication, ByteBuf out);
}
