package dev.echowall.hub;

import io.netty.buffer.ByteBuf;

/**
 * The way out to one subscriber. It may belong to several subscriptions, and outlasts them. On the hub's event loop only.
 */
public interface FrameWriter {
    /** Whether it takes bytes now. When it does again, the subscriber calls {@link Subscription#pump()}. */
    boolean writable();

    /** Takes over the buffer, which holds whole frames; nothing is flushed. */
    void write(ByteBuf frames);

    void flush();

    /** Writes what is only lent, whole frames that others share, and flushes. The live path: once for a socket and turn. */
    void deliver(ByteBuf shared);
}
