package dev.echowall.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why one command was refused, the connection going on. Numbers up to 399 are the Centrifugal protocol's, those from 400
 * the HTTP status itself, those from 4500 our own.
 */
public enum ErrorCode {
    /** A fault of ours; nothing is known of the outcome. */
    INTERNAL(100, 500, true),
    /** A key or a token is missing or wrong. */
    UNAUTHORIZED(101, 401, false),
    /** The channel's namespace does not allow this. */
    PERMISSION_DENIED(103, 403, false),
    /** There is nothing at this path. */
    NOT_FOUND(104, 404, false),
    /** One subscription for a channel and connection. */
    ALREADY_SUBSCRIBED(105, 409, false),
    /** As many channels as limits.channels-per-connection. */
    LIMIT_EXCEEDED(106, 403, false),
    /** Something is wrong with what was sent; the message says what. */
    BAD_REQUEST(107, 400, false),
    /** The channel, or the server, does not have that. */
    NOT_AVAILABLE(108, 404, false),
    /** The token was good, and its time is over: a new one is to be fetched. */
    TOKEN_EXPIRED(109, 401, false),
    /** More than limits.publish-rate or limits.command-rate lets through in a second. */
    TOO_MANY_REQUESTS(111, 429, true),
    /** What follows the position is no longer kept, and the client wants nothing else. */
    UNRECOVERABLE(112, 410, false),
    /** The page that asks comes from a host that is not allowed. */
    ORIGIN_NOT_ALLOWED(403, 403, false),
    METHOD_NOT_ALLOWED(405, 405, false),
    /** The payload is larger than limits.message-bytes. */
    TOO_BIG(413, 413, false),
    /** A body of another type than the route reads. */
    UNSUPPORTED_TYPE(415, 415, false),
    /** The host that was asked for is none of ours. */
    HOST_NOT_ALLOWED(421, 421, false),
    /** The route speaks WebSocket only. */
    UPGRADE_REQUIRED(426, 426, false),
    /** The node is about to stop; another one will answer. */
    DRAINING(4500, 503, true),
    /** Fewer members than cluster.quorum are to be seen from here. */
    NO_QUORUM(4501, 503, true),
    /** More is waiting than the node may keep; try again. */
    BUSY(4502, 503, true),
    /** As many connections as limits.connections or limits.connections-per-address, or channels as limits.channels. */
    TOO_MANY(4503, 503, true),
    /** The cluster gave no answer in time: it may have been accepted; repeat it with the same idempotency key. */
    OUTCOME_UNKNOWN(4504, 504, true),
    /** All streams together keep as much as limits.history-bytes allows, and this one has nothing to give up for it. */
    FULL(4505, 503, true),
    /** The keys of auth.jwks-url cannot be fetched, and a token is of none that is known. */
    KEYS_UNAVAILABLE(4506, 503, true);

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

    /** The HTTP status that carries it. */
    public int status() {
        return status;
    }

    /** Whether the same may succeed later. */
    public boolean temporary() {
        return temporary;
    }

    /** Whether that is why something failed. */
    public boolean isReason(@Nullable Throwable why) {
        return why instanceof Refusal refusal && refusal.code() == this;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
