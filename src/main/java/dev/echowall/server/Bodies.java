package dev.echowall.server;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Payload.Kind;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request carries. */
final class Bodies {
    private Bodies() {}

    /** The whole body; fails as too big when it is larger, without keeping more than that. */
    static Future<Buffer> read(HttpServerRequest request, int limit) {
        Promise<Buffer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= limit) {
                body.appendBuffer(part);
            } else {
                request.handler(null);
                promise.tryFail(new Refusal(ErrorCode.TOO_BIG, "a body has at most " + limit + " bytes here"));
            }
        });
        request.exceptionHandler(promise::tryFail);
        request.endHandler(end -> promise.tryComplete(body));
        return promise.future();
    }

    /**
     * A body as a payload, by its type: JSON, BINARY, and anything else is TEXT.
     *
     * @throws IllegalArgumentException when it is not what its type says
     */
    static Payload payload(@Nullable String contentType, byte[] bytes) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> new Payload(Kind.JSON, JsonValue.checked(bytes));
            case "application/octet-stream" -> new Payload(Kind.BINARY, bytes);
            default -> new Payload(Kind.TEXT, utf8(bytes));
        };
    }

    private static byte[] utf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "text is UTF-8, and this is not; other bytes are application/octet-stream", e);
        }
    }
}
