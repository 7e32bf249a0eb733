package dev.echowall.tools.client;

import io.vertx.core.buffer.Buffer;

/** Formats a message as a line of output. Pure. */
interface Rendering {
    /**
     * @param time when it arrived, in ms since 1970
     * @return the line, without a line end
     */
    Buffer line(Message message, long time);
}
