package dev.echowall.hub;

import io.netty.buffer.ByteBuf;

/**
 * The connection to one subscriber. It may be shared by several subscriptions and outlive them. On the hub's event loop
 * only.
 */
public interface FrameWriter {
    /** Whether it accepts bytes now. When it does again, the subscriber calls {@link Subscription#pump()}. */
    boolean writable();

    /** Takes ownership of the buffer, which contains whole frames; does not flush. */
    void write(ByteBuf frames);

    void flush();

    /**
     * Writes whole frames that are shared with other sockets, without taking ownership, and flushes. Used for live
     * delivery, once per socket and turn.
     */
    void deliver(ByteBuf shared);
}
