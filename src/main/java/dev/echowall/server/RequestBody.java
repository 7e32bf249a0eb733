package dev.echowall.server;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Payload.Kind;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request. */
final class RequestBody {
    /** The time limit for a whole body; otherwise a byte a minute would keep a connection open for ever. */
    private static final long MILLIS = 30_000;

    /**
     * How long a body that is too large is still read and discarded, because closing the socket with unread bytes would
     * lose the response.
     */
    private static final long LINGER_MILLIS = 2_000;

    private RequestBody() {}

    /**
     * Returns the whole body. Fails as too big if it is larger than the limit, without buffering more than that, and as
     * an unsupported type if it has a Content-Encoding, because nothing here decodes it.
     */
    static Future<Buffer> read(Vertx vertx, HttpServerRequest request, int limit) {
        if (isEncoded(request)) {
            request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            return Future.failedFuture(
                    new Refusal(ErrorCode.UNSUPPORTED_TYPE, "a body must not have a Content-Encoding such as gzip"));
        }
        if (announced(request) > limit) {
            return Future.failedFuture(tooBig(vertx, request, limit));
        }
        Promise<Buffer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= limit) {
                body.appendBuffer(part);
            } else {
                promise.tryFail(tooBig(vertx, request, limit));
            }
        });
        // A reset or a premature end is the client's fault, not an error of the server.
        request.exceptionHandler(gone -> promise.tryFail(new HttpClosedException("a body was not complete")));
        request.endHandler(end -> promise.tryComplete(body));
        long timer = vertx.setTimer(MILLIS, id -> request.connection().close());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static boolean isEncoded(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.CONTENT_ENCODING).stream()
                .flatMap(each -> Arrays.stream(each.split(",", -1)))
                .map(String::strip)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : 0;
    }

    private static Refusal tooBig(Vertx vertx, HttpServerRequest request, int limit) {
        long timer = vertx.setTimer(LINGER_MILLIS, id -> request.connection().close());
        request.handler(rest -> {});
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            request.connection().close();
        });
        return new Refusal(ErrorCode.TOO_BIG, "a body has at most " + limit + " bytes here");
    }

    /**
     * A body as a payload, according to its type: JSON, BINARY, or else TEXT.
     *
     * @throws IllegalArgumentException if the body does not match its type
     */
    static Payload payload(@Nullable String contentType, byte[] bytes) {
        if (MediaType.isJson(contentType)) {
            return new Payload(Kind.JSON, JsonValue.checked(bytes));
        }
        return MediaType.of(contentType).equals("application/octet-stream")
                ? new Payload(Kind.BINARY, bytes)
                : new Payload(Kind.TEXT, utf8(bytes));
    }

    private static byte[] utf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "this text is not valid UTF-8; send other bytes as application/octet-stream", e);
        }
    }
}
