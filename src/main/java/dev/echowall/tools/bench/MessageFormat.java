package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;

/** What is sent to publish a message. */
@FunctionalInterface
interface MessageFormat {
    /** Room for what formats write around a payload; a buffer grows if it is not enough. */
    int AROUND_BYTES = 128;

    void write(ByteBuf out, int number);
}
