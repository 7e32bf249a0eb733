package dev.echowall.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a command was refused; the connection stays open. Codes up to 399 are those of the Centrifugal protocol, codes
 * from 400 are the HTTP status, codes from 4500 are our own.
 */
public enum ErrorCode {
    /** A fault in the server; the outcome is unknown. */
    INTERNAL(100, 500, true),
    /** The key or the token is missing or wrong. */
    UNAUTHORIZED(101, 401, false),
    /** The channel's namespace does not allow this. */
    PERMISSION_DENIED(103, 403, false),
    /** There is nothing at this path. */
    NOT_FOUND(104, 404, false),
    /** One subscription for a channel and connection. */
    ALREADY_SUBSCRIBED(105, 409, false),
    /** As many channels as limits.channels-per-connection. */
    LIMIT_EXCEEDED(106, 403, false),
    /** The request is malformed; the message says how. */
    BAD_REQUEST(107, 400, false),
    /** The channel, or the server, does not have that. */
    NOT_AVAILABLE(108, 404, false),
    /** The token was good, and its time is over: a new one is to be fetched. */
    TOKEN_EXPIRED(109, 401, false),
    /** More than limits.publish-rate or limits.command-rate allows in a second. */
    TOO_MANY_REQUESTS(111, 429, true),
    /** What follows the position is no longer kept, and the client wants nothing else. */
    UNRECOVERABLE(112, 410, false),
    /** The web page's origin is not allowed. */
    ORIGIN_NOT_ALLOWED(403, 403, false),
    METHOD_NOT_ALLOWED(405, 405, false),
    /** The payload is larger than limits.message-bytes. */
    TOO_BIG(413, 413, false),
    /** The route does not read bodies of this type. */
    UNSUPPORTED_TYPE(415, 415, false),
    /** The requested host is not one of ours. */
    HOST_NOT_ALLOWED(421, 421, false),
    /** The route is for WebSocket only. */
    UPGRADE_REQUIRED(426, 426, false),
    /** The node is stopping; another one will answer. */
    DRAINING(4500, 503, true),
    /** The node sees fewer members than cluster.quorum. */
    NO_QUORUM(4501, 503, true),
    /** More is waiting than the node's limits allow; try again. */
    BUSY(4502, 503, true),
    /** A limit on a number is reached: limits.connections, limits.subscriptions, limits.channels and others. */
    TOO_MANY(4503, 503, true),
    /**
     * The cluster did not answer in time and may have accepted the publication; repeat it with the same idempotency
     * key.
     */
    OUTCOME_UNKNOWN(4504, 504, true),
    /** All streams together use all of limits.history-bytes, and trimming this one does not free enough. */
    FULL(4505, 503, true),
    /** The keys of auth.jwks-url cannot be fetched, and the token's key is not known. */
    KEYS_UNAVAILABLE(4506, 503, true),
    /** The application, which has to decide this, does not answer; the message names the key of its address. */
    HOOK_UNAVAILABLE(4507, 503, true),
    /** The application decided against it. The number that clients are told is the application's. */
    REFUSED_BY_HOOK(4508, 403, false);

    private final int code;
    private final int status;
    private final boolean temporary;

    ErrorCode(int code, int status, boolean temporary) {
        this.code = code;
        this.status = status;
        this.temporary = temporary;
    }

    public int code() {
        return code;
    }

    /** The HTTP status for this error. */
    public int status() {
        return status;
    }

    /** Whether the same command may succeed later. */
    public boolean temporary() {
        return temporary;
    }

    /** Whether this is the reason of the failure. */
    public boolean isReason(@Nullable Throwable why) {
        return why instanceof Refusal refusal && refusal.code() == this;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
