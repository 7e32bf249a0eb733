package dev.echowall.app;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.vertx.core.impl.transports.IoUringTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.transport.Transport;

/**
 * io_uring with rings as large as a fan-out: with Netty's 128 places for what is to be done, a message to a thousand
 * sockets fills them eight times, each time a call into the kernel, and the results overflow before they are read.
 */
final class RoomyIoUring extends IoUringTransport {
    /** Writes that one call takes into the kernel, 64 bytes each. */
    private static final int SUBMISSIONS = 4096;
    /** Results that may wait to be read, 16 bytes each: of a fan-out to that many sockets of one event loop. */
    private static final int COMPLETIONS = 32768;

    private RoomyIoUring() {}

    /** Loads the native library, when there is one for this machine. */
    static Transport transport() {
        return new TransportInternal(
                "io_uring", IoUring.isAvailable(), IoUring.unavailabilityCause(), new RoomyIoUring());
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(SUBMISSIONS).setCqSize(COMPLETIONS));
    }
}
