package dev.echowall.protocol.centrifugal;

/** Why the server ends a subscription. SDKs subscribe again after those from 2500 on. */
public enum UnsubscribeCode {
    /** The server API ended it. */
    SERVER(2000, "server unsubscribe"),
    /** What comes after the client's position is no longer stored. */
    INSUFFICIENT_STATE(2500, "insufficient state"),
    /** The subscription token expired and the client sent no new one. */
    EXPIRED(2501, "subscription expired");

    private final int code;
    private final String reason;

    UnsubscribeCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
