package dev.echowall.protocol.websocket;

import java.util.Locale;

/** Why a WebSocket was closed: RFC 6455 section 7.4, the IANA registry, and our own codes from 4000. */
public enum CloseCode {
    /** Normal closure by a client. */
    NORMAL(1000),
    /** The node stops, or the user left the page. */
    GOING_AWAY(1001),
    /** The peer violated RFC 6455. */
    PROTOCOL_ERROR(1002),
    /** The route does not accept this kind of data. */
    UNSUPPORTED_DATA(1003),
    /** The close frame had no code; never sent. */
    NO_STATUS(1005),
    /** The connection ended without a close frame; never sent. */
    ABNORMAL(1006),
    /** Text that is not UTF-8, or a compressed message that does not inflate. */
    INVALID_DATA(1007),
    /** Not allowed on this channel, or over a limit. */
    POLICY_VIOLATION(1008),
    /** A message larger than limits.message-bytes. */
    TOO_BIG(1009),
    /** The client requires an extension that the server did not accept; sent by clients only. */
    MANDATORY_EXTENSION(1010),
    /** A fault in the server. */
    INTERNAL_ERROR(1011),
    /** The node is restarting: reconnect at once, another instance is available. */
    SERVICE_RESTART(1012),
    /** The server is overloaded or has no quorum: reconnect later. */
    TRY_AGAIN_LATER(1013),
    /** The token of the session has expired: reconnect with a new one. */
    EXPIRED(4401),
    /** Publications after the position are no longer kept: reconnect without it, or read what /poll still has. */
    GAP(4009),
    /** Nothing received within limits.pong-timeout after a ping. */
    NO_PONG(4012);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Its name in logs, metrics and on the page: {@code going-away}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of any code that a peer may send; unknown ones are named after their range. */
    public static String label(int code) {
        for (CloseCode each : values()) {
            if (each.code == code) {
                return each.label();
            }
        }
        if (code >= 4000 && code <= 4999) {
            return "private";
        }
        return code >= 3000 && code <= 3999 ? "registered" : "unknown";
    }

    /** Whether the code is allowed in a close frame: RFC 6455 sections 7.4.1 and 7.4.2, and those registered since. */
    public static boolean mayBeReceived(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
