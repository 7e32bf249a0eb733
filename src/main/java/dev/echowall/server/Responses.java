package dev.echowall.server;

import dev.echowall.broker.Published;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.http.Handshake;
import dev.echowall.session.WriteBacklog;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends responses: JSON objects, and refusals with their headers. */
final class Responses {
    private static final Logger log = LoggerFactory.getLogger(Responses.class);
    static final String RETRY_SECONDS = "1";

    private Responses() {}

    static void json(HttpServerResponse response, JsonObject body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }

    /** The same for a body that may be large. */
    static void large(HttpServerRequest request, JsonObject body) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        large(request, body.toBuffer());
    }

    /**
     * Sends a body that may be large if there is room for it; otherwise a refusal. The other headers have been set
     * already.
     */
    static void large(HttpServerRequest request, Buffer body) {
        large(request, body.length(), () -> body);
    }

    /** The same for a body that is created only if there is room for this many bytes. */
    static void large(HttpServerRequest request, int size, Supplier<Buffer> body) {
        HttpServerResponse response = request.response();
        WriteBacklog.Share share = WriteBacklog.of(request.connection());
        if (share == null) {
            var unused = response.end(body.get());
        } else if (share.admits(size)) {
            share.add(size);
            response.end(body.get()).onComplete(taken -> share.add(-size));
        } else {
            // Removes the headers of the response that is not sent, but not those that say who may read it.
            response.headers()
                    .remove(HttpHeaders.ETAG)
                    .remove(HttpHeaders.CONTENT_ENCODING)
                    .remove(HttpHeaders.CONTENT_LENGTH);
            refuse(
                    response,
                    new Refusal(
                            ErrorCode.BUSY, "too many clients do not read their responses (limits.response-bytes)"));
        }
    }

    static void published(HttpServerResponse response, Published published) {
        json(response, new JsonObject().put("result", result(published)));
    }

    /** The content of an acknowledgement, for all ways of publishing. */
    static JsonObject result(Published published) {
        return new JsonObject()
                .put("epoch", published.position().epoch())
                .put("offset", published.position().offset())
                .put("copies", published.copies());
    }

    static void refuse(HttpServerResponse response, Throwable why) {
        if (why instanceof Refusal refusal) {
            refuse(response, refusal);
        } else if (why instanceof IllegalArgumentException bad) {
            refuse(response, new Refusal(ErrorCode.BAD_REQUEST, sentence(bad)));
        } else if (why instanceof HttpClosedException) {
            // The connection closed in the middle of a body: nobody can read a response, and it is not an error of the
            // server.
            log.atDebug().log("a request was not complete");
        } else {
            log.atError().setCause(why).log("a request failed");
            refuse(response, new Refusal(ErrorCode.INTERNAL, "internal error; the server's log has details"));
        }
    }

    static void refuse(HttpServerResponse response, Refusal refusal) {
        if (response.ended() || response.closed()) {
            return;
        }
        ErrorCode code = refusal.code();
        response.setStatusCode(code.status());
        if (code == ErrorCode.UPGRADE_REQUIRED) {
            response.putHeader(HttpHeaders.UPGRADE, "websocket")
                    .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                    .putHeader("Sec-WebSocket-Version", Handshake.VERSION);
        }
        if (code.status() == 503 || code.status() == 429) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        if (code == ErrorCode.TOO_BIG) {
            // The rest of the body is not read, so no other request can follow on this connection.
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        json(response, body(refusal));
    }

    /** For a request that is not valid HTTP, or has too long a line or header. */
    static void misshapen(HttpServerRequest request) {
        Throwable why = request.decoderResult().cause();
        boolean longLine = why instanceof TooLongHttpLineException;
        boolean longHeader = why instanceof TooLongHttpHeaderException;
        HttpServerResponse response = request.response();
        response.setStatusCode(longLine ? 414 : longHeader ? 431 : 400).putHeader(HttpHeaders.CONNECTION, "close");
        String sentence = longLine
                ? "the address is too long"
                : longHeader ? "the headers are too long" : "this is not valid HTTP";
        json(response, body(new Refusal(ErrorCode.BAD_REQUEST, sentence)));
        request.connection().close();
    }

    static JsonObject body(Refusal refusal) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("code", refusal.number())
                                .put("name", refusal.code().label())
                                .put("message", refusal.sentence()));
    }

    private static String sentence(IllegalArgumentException bad) {
        String message = bad.getMessage();
        return message == null ? "the request is malformed" : message;
    }
}
