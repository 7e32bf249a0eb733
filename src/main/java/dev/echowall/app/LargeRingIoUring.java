package dev.echowall.app;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.vertx.core.impl.transports.IoUringTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.transport.Transport;

/**
 * io_uring with rings large enough for a fan-out. Netty's default has 128 submissions. A message to a thousand sockets
 * fills them eight times, each time with a system call; and if by then there is more to write to each socket, Netty
 * writes it while it reads the results of the first writes, so that results keep coming and overflow their ring.
 */
final class LargeRingIoUring extends IoUringTransport {
    /** Writes that are submitted at once: one for each socket of an event loop. 64 bytes each. */
    private static final int SUBMISSIONS = 16_384;
    /** Results that may wait to be read. 16 bytes each, and 64 of heap. */
    private static final int COMPLETIONS = 16_384;

    private LargeRingIoUring() {}

    /** Loads the native library, if there is one for this machine. */
    static Transport transport() {
        return new TransportInternal(
                "io_uring", IoUring.isAvailable(), IoUring.unavailabilityCause(), new LargeRingIoUring());
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(SUBMISSIONS).setCqSize(COMPLETIONS));
    }
}
