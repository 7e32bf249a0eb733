package dev.echowall.session.socket;

import dev.echowall.protocol.websocket.CloseCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a connection ended. The first call decides. */
final class CloseOutcome {
    /** Which side ended it. */
    enum By {
        CLIENT,
        SERVER,
        /** The socket broke. */
        NETWORK
    }

    private @Nullable By by;
    private int code = CloseCode.ABNORMAL.code();

    void is(By who, int closeCode) {
        if (by == null) {
            by = who;
            code = closeCode;
        }
    }

    boolean hasBegun() {
        return by != null;
    }

    /** The close code; 1006 until it is known. */
    int code() {
        return code;
    }

    /** For the log. */
    String by() {
        return String.valueOf(by).toLowerCase(Locale.ROOT);
    }
}
