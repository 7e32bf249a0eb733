package dev.echowall.protocol.centrifugal;

import java.util.Locale;

/** What a command can be, in the order of the schema: of several in one command, the first counts. */
enum Method {
    CONNECT,
    SUBSCRIBE,
    UNSUBSCRIBE,
    PUBLISH,
    PRESENCE,
    PRESENCE_STATS,
    HISTORY,
    PING,
    SEND,
    RPC,
    REFRESH,
    SUB_REFRESH;

    private static final int FIRST_NUMBER = 4;

    /** What it is called in JSON. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is called in Protobuf. */
    int number() {
        return FIRST_NUMBER + ordinal();
    }
}
