package dev.echowall.tools.client;

import dev.echowall.tools.link.TerminalSafe;
import io.vertx.core.buffer.Buffer;

/** Text and JSON as they are, binary as its length and hexadecimal bytes. */
final class PlainRendering implements Rendering {
    /** Four lines of a narrow terminal. */
    static final int SHOWN_BYTES = 64;

    private final boolean forTerminal;
    private final boolean full;

    /**
     * @param forTerminal whether control characters are shown as escapes
     * @param full        whether long binary messages are printed completely
     */
    PlainRendering(boolean forTerminal, boolean full) {
        this.forTerminal = forTerminal;
        this.full = full;
    }

    @Override
    public Buffer line(Message message, long time) {
        return switch (message.kind()) {
            case TEXT ->
                forTerminal ? Buffer.buffer(TerminalSafe.text(message.body().toString())) : message.body();
            case BINARY -> Buffer.buffer(hexadecimal(message.body()));
        };
    }

    private String hexadecimal(Buffer body) {
        int length = body.length();
        int shown = full ? length : Math.min(length, SHOWN_BYTES);
        StringBuilder line = new StringBuilder(24 + 3 * shown);
        line.append("binary ").append(length).append(length == 1 ? " byte" : " bytes");
        if (length > 0) {
            line.append(':');
        }
        for (int i = 0; i < shown; i++) {
            line.append(' ')
                    .append(Character.forDigit((body.getByte(i) >> 4) & 0xf, 16))
                    .append(Character.forDigit(body.getByte(i) & 0xf, 16));
        }
        return shown < length ? line.append(" …").toString() : line.toString();
    }
}
