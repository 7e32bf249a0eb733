package dev.echowall.session.plain;

import dev.echowall.protocol.Disconnection;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.session.socket.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a connection with the code for a failure: temporary, the client's fault, or the server's. */
final class FailureClose {
    private static final Logger log = LoggerFactory.getLogger(FailureClose.class);

    private FailureClose() {}

    static void end(Connection connection, Throwable why) {
        if (!(why instanceof Refusal refusal)) {
            log.atError()
                    .setCause(why)
                    .addKeyValue("connection", connection.id())
                    .log("a session failed");
            connection.end(CloseCode.INTERNAL_ERROR.code(), "a fault of the server");
            return;
        }
        if (why instanceof Disconnection) {
            connection.end(refusal.number(), refusal.sentence());
            return;
        }
        CloseCode code = refusal.temporary()
                ? CloseCode.TRY_AGAIN_LATER
                : refusal.code() == ErrorCode.TOO_BIG ? CloseCode.TOO_BIG : CloseCode.POLICY_VIOLATION;
        connection.end(code.code(), refusal.sentence());
    }
}
