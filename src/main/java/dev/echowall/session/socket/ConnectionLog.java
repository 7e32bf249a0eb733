package dev.echowall.session.socket;

import dev.echowall.protocol.websocket.CloseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the opening and the end of each WebSocket. */
final class ConnectionLog {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private ConnectionLog() {}

    static void opened(long id, Session session, String remote) {
        log.atInfo()
                .addKeyValue("connection", id)
                .addKeyValue("channel", session.label())
                .addKeyValue("remote", remote)
                .log("opened");
    }

    /**
     * @param received bytes
     * @param sent bytes
     */
    static void closed(long id, Session session, CloseOutcome ending, long received, long sent) {
        log.atInfo()
                .addKeyValue("connection", id)
                .addKeyValue("channel", session.label())
                .addKeyValue("code", ending.code())
                .addKeyValue("name", CloseCode.label(ending.code()))
                .addKeyValue("by", ending.by())
                .addKeyValue("received", received)
                .addKeyValue("sent", sent)
                .log("closed");
    }
}
