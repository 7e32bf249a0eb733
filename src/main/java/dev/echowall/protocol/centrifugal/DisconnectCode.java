package dev.echowall.protocol.centrifugal;

/** Why the server ends a connection: the codes of the close frame. SDKs reconnect after those below 3500. */
public enum DisconnectCode {
    SHUTDOWN(3001, "shutdown"),
    INTERNAL_SERVER_ERROR(3004, "internal server error"),
    /** The token expired and the client sent no new one. */
    EXPIRED(3005, "connection expired"),
    /** The same for the token of a server-side subscription. */
    SUBSCRIPTION_EXPIRED(3006, "subscription expired"),
    /** A server-side subscription cannot continue without a gap, or is no longer in the token. */
    INSUFFICIENT_STATE(3010, "insufficient state"),
    NO_PONG(3012, "no pong"),
    /** The client continued to send more commands than it may. */
    TOO_MANY_REQUESTS(3013, "too many requests"),
    INVALID_TOKEN(3500, "invalid token"),
    BAD_REQUEST(3501, "bad request"),
    /** The client did not send a connect command in time. */
    STALE(3502, "stale"),
    /** The server API ended it. */
    FORCE_DISCONNECT(3503, "force disconnect"),
    /** The user has as many connections as limits.connections-per-user allows. */
    CONNECTION_LIMIT(3504, "connection limit"),
    /** The token subscribes to more channels than limits.channels-per-connection allows. */
    CHANNEL_LIMIT(3505, "channel limit"),
    /** A kind of command that is not supported. */
    NOT_AVAILABLE(3508, "not available");

    private final int code;
    private final String reason;

    DisconnectCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** The reason in the close frame; never JSON, which some SDKs would interpret. */
    public String reason() {
        return reason;
    }
}
