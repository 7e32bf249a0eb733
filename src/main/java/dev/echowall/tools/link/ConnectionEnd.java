package dev.echowall.tools.link;

import dev.echowall.protocol.websocket.CloseCode;
import java.time.Duration;

/** Why a connection ended, or never was. */
public sealed interface ConnectionEnd {
    /** For people: who closed, with which code, its name and the reason. */
    String sentence();

    /** Whether the same attempt may go better next time. */
    boolean mayReconnect();

    /** At least so long to wait before that. */
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

        /** Only a server that fell silent may be another one next time. */
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

    /** The server answered the handshake with something else than 101. */
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

    /** Nobody answered, or not in the language of WebSocket. */
    record Unreachable(String sentence) implements ConnectionEnd {
        @Override
        public boolean mayReconnect() {
            return true;
        }
    }
}
