package dev.echowall.tools.client;

import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;

/** Standard output: messages, one per line, each flushed, and nothing else ever. */
final class MessagePrinter {
    private final PrintStream out;
    private final Rendering rendering;

    MessagePrinter(PrintStream out, Rendering rendering) {
        this.out = out;
        this.rendering = rendering;
    }

    /** @return whether anybody still reads: false after {@code | head -1} has seen enough */
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
