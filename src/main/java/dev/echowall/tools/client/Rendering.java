package dev.echowall.tools.client;

import io.vertx.core.buffer.Buffer;

/** How a message looks as a line of output. Pure. */
interface Rendering {
    /**
     * @param time when it arrived, milliseconds since 1970
     * @return the line, without its end
     */
    Buffer line(Message message, long time);
}
