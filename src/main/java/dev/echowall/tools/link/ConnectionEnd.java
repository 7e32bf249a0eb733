package dev.echowall.tools.link;

import dev.echowall.protocol.websocket.CloseCode;
import java.time.Duration;

/** Why a connection ended or could not be made. */
public sealed interface ConnectionEnd {
    /** For users: which side closed, with which code, its name and the reason. */
    String sentence();

    /** Whether another attempt may succeed. */
    boolean mayReconnect();

    /** The shortest delay before it. */
    default Duration notBefore() {
        return Duration.ZERO;
    }

    /** The server sent the first close frame. */
    record ByServer(int code, String reason) implements ConnectionEnd {
        @Override
        public String sentence() {
            return "closed by the server: " + code + " " + CloseCode.label(code)
                    + (reason.isEmpty() ? "" : " \"" + reason + "\"");
        }

        @Override
        public boolean mayReconnect() {
            if (code >= 4500) {
                return false;
            }
            return switch (code) {
                case 1000, 1002, 1003, 1007, 1008, 1009, 1010, 4009, 4401 -> false;
                default -> true;
            };
        }
    }

    /** We sent the first close frame. */
    record ByUs(CloseCode code, String why) implements ConnectionEnd {
        @Override
        public String sentence() {
            return "closed by us: " + code.code() + " " + code.label() + (why.isEmpty() ? "" : " (" + why + ")");
        }

        /** Only if the server stopped answering, because the next attempt may reach another one. */
        @Override
        public boolean mayReconnect() {
            return code == CloseCode.NO_PONG;
        }
    }

    /** The connection ended without a close frame. */
    record Lost() implements ConnectionEnd {
        @Override
        public String sentence() {
            return "connection lost: 1006 abnormal (no close frame)";
        }

        @Override
        public boolean mayReconnect() {
            return true;
        }
    }

    /** The server answered the handshake with a status other than 101. */
    record Refused(int status, String message, Duration retryAfter) implements ConnectionEnd {
        @Override
        public String sentence() {
            return "refused: " + status + " " + message
                    + (status / 100 == 2 ? " (a web page, and no WebSocket: is the path right?)" : "");
        }

        @Override
        public boolean mayReconnect() {
            return HttpStatus.isTemporary(status);
        }

        @Override
        public Duration notBefore() {
            return retryAfter;
        }
    }

    /** There was no answer, or it was not HTTP. */
    record Unreachable(String sentence) implements ConnectionEnd {
        @Override
        public boolean mayReconnect() {
            return true;
        }
    }
}
