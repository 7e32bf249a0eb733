package dev.echowall.protocol.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages of one connection: RFC 7692 section 7.2.2. It costs nothing before the first of them and, when
 * the client does not keep its context, nothing between two. It holds native memory: to be ended.
 */
final class MessageInflater {
    private static final int EMPTY_BLOCKS = 64;

    /**
     * What the sender has cut off at the end of each message, and then some empty blocks. Whole data gives nothing more at
     * that; data that breaks off within a block takes them for something. Of some 40,000 prefixes of messages 4 % pass
     * without these blocks, 0.05 % with 16 of them, none with 64.
     */
    static final byte[] END = emptyBlocks();

    private final boolean keepsContext;
    private @Nullable Inflater inflater;
    private byte[] fed = END;

    MessageInflater(boolean keepsContext) {
        this.keepsContext = keepsContext;
    }

    /** These bytes are to be inflated next; to be called when {@link #into} gave nothing more. */
    void feed(byte[] compressed) {
        fed = compressed;
        inflater().setInput(compressed);
    }

    /**
     * Goes on inflating.
     *
     * @return how many bytes it gave; 0 when it needs more, provided there is room
     * @throws DataFormatException when what was fed is not deflated data
     */
    int into(byte[] out, int from) throws DataFormatException {
        Inflater current = inflater();
        int given = current.inflate(out, from, out.length - from);
        while (given == 0 && current.finished() && current.getRemaining() > 0) {
            // A message may have a last block (section 7.2.3.4) and yet go on, if only by an empty one.
            restart(current);
            given = current.inflate(out, from, out.length - from);
        }
        return given;
    }

    void messageEnds() {
        fed = END;
        if (!keepsContext) {
            end();
        } else if (inflater().finished()) {
            inflater().reset();
        }
    }

    /** Native memory goes; what comes then, if anything does, is inflated as the first. */
    void end() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }

    private void restart(Inflater current) {
        int rest = current.getRemaining();
        current.reset();
        current.setInput(fed, fed.length - rest, rest);
    }

    private static byte[] emptyBlocks() {
        byte[] end = new byte[4 + 5 * EMPTY_BLOCKS];
        for (int at = 2; at < end.length; at += 5) {
            end[at] = (byte) 0xFF;
            end[at + 1] = (byte) 0xFF;
        }
        return end;
    }

    private Inflater inflater() {
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        return inflater;
    }
}
