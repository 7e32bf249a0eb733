package dev.echowall.session.socket;

import dev.echowall.protocol.websocket.CloseCode;
import java.util.Locale;
import java.util.Set;
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

    /** The codes with which clients leave; a page that is reloaded closes with GOING_AWAY. */
    private static final Set<Integer> LEAVING = Set.of(CloseCode.NORMAL.code(), CloseCode.NO_STATUS.code());

    private static final Set<Integer> TEMPORARY = Set.of(
            CloseCode.GOING_AWAY.code(),
            CloseCode.ABNORMAL.code(),
            CloseCode.INTERNAL_ERROR.code(),
            CloseCode.SERVICE_RESTART.code(),
            CloseCode.TRY_AGAIN_LATER.code(),
            CloseCode.GAP.code(),
            CloseCode.NO_PONG.code());

    private @Nullable By by;
    private CloseStatus status = new CloseStatus(CloseCode.ABNORMAL.code(), "");

    void is(By who, int code, String reason) {
        if (by == null) {
            by = who;
            status = new CloseStatus(code, reason);
        }
    }

    boolean hasBegun() {
        return by != null;
    }

    /** Whether the client is likely to come back. */
    boolean isLoss() {
        return by == By.NETWORK || (by == By.CLIENT ? !LEAVING.contains(code()) : isTemporary(code()));
    }

    /* After these, clients connect again by themselves. */
    private static boolean isTemporary(int code) {
        return TEMPORARY.contains(code) || (code >= 3000 && code < 3500);
    }

    /** The close code; 1006 until it is known. */
    int code() {
        return status.code();
    }

    /** The code, and the reason if the server gave one. */
    CloseStatus status() {
        return status;
    }

    /** For the log. */
    String by() {
        return String.valueOf(by).toLowerCase(Locale.ROOT);
    }
}
