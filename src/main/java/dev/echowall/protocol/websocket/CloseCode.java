package dev.echowall.protocol.websocket;

import java.util.Locale;

/** Why a WebSocket ended: RFC 6455 section 7.4, the IANA registry, and our own from 4000. Each is one sentence. */
public enum CloseCode {
    /** The purpose is fulfilled; a client that says goodbye. */
    NORMAL(1000),
    /** The node stops, or the page was left. */
    GOING_AWAY(1001),
    /** The peer broke the rules of RFC 6455. */
    PROTOCOL_ERROR(1002),
    /** A kind of data that this route does not take. */
    UNSUPPORTED_DATA(1003),
    /** A close frame without a code; never sent. */
    NO_STATUS(1005),
    /** The connection ended without a close frame; never sent. */
    ABNORMAL(1006),
    /** Text that is not UTF-8, or a compressed message that does not inflate. */
    INVALID_DATA(1007),
    /** Not allowed here, or more than is allowed. */
    POLICY_VIOLATION(1008),
    /** A message larger than limits.message-bytes. */
    TOO_BIG(1009),
    /** The client wanted an extension that the server did not grant; sent by clients only. */
    MANDATORY_EXTENSION(1010),
    /** A fault of ours. */
    INTERNAL_ERROR(1011),
    /** The node is restarted: come back at once, another instance is there. */
    SERVICE_RESTART(1012),
    /** Too much at the moment: come back later. */
    TRY_AGAIN_LATER(1013),
    /** The token that the session was opened with has expired; come back with a new one. */
    EXPIRED(4401),
    /** What follows the position is no longer kept; come back without it, or take what /poll still has. */
    GAP(4009),
    /** No answer to our ping within limits.pong-timeout. */
    NO_PONG(4012);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** As it stands in logs, metrics and on the page: {@code going-away}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of any code a peer may send; those that have none are called by their range. */
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

    /**
     * Whether the code may stand in a close frame: RFC 6455 sections 7.4.1 and 7.4.2, and the registered ones since.
     */
    public static boolean mayBeReceived(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
