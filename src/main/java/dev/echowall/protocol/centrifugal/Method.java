package dev.echowall.protocol.centrifugal;

import java.util.Locale;

/** The methods of commands, in the order of the schema: of several in one command, the first counts. */
enum Method {
    CONNECT(4),
    SUBSCRIBE(5),
    UNSUBSCRIBE(6),
    PUBLISH(7),
    PRESENCE(8),
    PRESENCE_STATS(9),
    HISTORY(10),
    PING(11),
    SEND(12),
    RPC(13),
    REFRESH(14),
    SUB_REFRESH(15);

    private final int number;

    Method(int number) {
        this.number = number;
    }

    /** Its name in JSON. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its number in Protobuf. */
    int number() {
        return number;
    }
}
