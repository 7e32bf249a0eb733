package dev.echowall.tools.client;

import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;

/** Prints messages to standard output, one per line, flushing each. Nothing else is ever written there. */
final class MessagePrinter {
    private final PrintStream out;
    private final Rendering rendering;

    MessagePrinter(PrintStream out, Rendering rendering) {
        this.out = out;
        this.rendering = rendering;
    }

    /** @return whether the output is still read; false after {@code | head -1} has ended */
    boolean print(Message message, long time) {
        byte[] line = Buffer.buffer()
                .appendBuffer(rendering.line(message, time))
                .appendByte((byte) '\n')
                .getBytes();
        out.write(line, 0, line.length);
        out.flush();
        return !out.checkError();
    }
}
