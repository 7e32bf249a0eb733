package dev.echowall.app;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.vertx.core.impl.transports.IoUringTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.transport.Transport;

/**
 * io_uring with rings as large as a fan-out. Netty's own have 128 places for what is to be done. A message to a thousand
 * sockets fills them eight times over, each time a call into the kernel; and when there is more to write to each socket by
 * then, Netty writes it as it reads the results of the first, so that they never end and overflow their queue.
 */
final class LargeRingIoUring extends IoUringTransport {
    /** Writes that go into the kernel at once: one for each socket of an event loop. 64 bytes each. */
    private static final int SUBMISSIONS = 16_384;
    /** Results that may wait to be read. 16 bytes each, and 64 of heap. */
    private static final int COMPLETIONS = 16_384;

    private LargeRingIoUring() {}

    /** Loads the native library, when there is one for this machine. */
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
