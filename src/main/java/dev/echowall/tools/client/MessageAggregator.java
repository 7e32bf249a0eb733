package dev.echowall.tools.client;

import dev.echowall.protocol.websocket.CloseCode;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of a message (RFC 6455 section 5.4). Vert.x's own aggregation drops a message whose first
 * fragment is empty, and accepts text that is not UTF-8.
 */
final class MessageAggregator {
    sealed interface Outcome {}

    record Whole(Message message) implements Outcome {}

    /** More fragments follow. */
    record Partial() implements Outcome {}

    /** The server violated the protocol; closes with this code. */
    record Broken(CloseCode code, String why) implements Outcome {}

    private final int limit;
    private Message.@Nullable Kind kind;
    private Buffer body = Buffer.buffer();

    /** @param limit the largest message, in bytes */
    MessageAggregator(int limit) {
        this.limit = limit;
    }

    Outcome begin(Message.Kind kind, Buffer fragment, boolean last) {
        if (this.kind != null) {
            return new Broken(CloseCode.PROTOCOL_ERROR, "a message began before the previous one was complete");
        }
        this.kind = kind;
        this.body = Buffer.buffer();
        return continued(fragment, last);
    }

    Outcome continued(Buffer fragment, boolean last) {
        Message.Kind current = kind;
        if (current == null) {
            return new Broken(CloseCode.PROTOCOL_ERROR, "a continuation of nothing");
        }
        if (body.length() + fragment.length() > limit) {
            return new Broken(CloseCode.TOO_BIG, "a message of more than " + limit + " bytes");
        }
        body.appendBuffer(fragment);
        if (!last) {
            return new Partial();
        }
        kind = null;
        if (current == Message.Kind.TEXT && !isUtf8(body)) {
            return new Broken(CloseCode.INVALID_DATA, "text that is not UTF-8");
        }
        return new Whole(new Message(current, body));
    }

    private static boolean isUtf8(Buffer text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
