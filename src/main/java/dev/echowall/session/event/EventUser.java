package dev.echowall.session.event;

import dev.echowall.node.SessionCommand;
import dev.echowall.node.UserSession;
import dev.echowall.protocol.websocket.CloseCode;

/** An event stream of a user, for the server API. Whatever ends it, a comment says why. */
record EventUser(String user, EventSession session, EventSessions sessions) implements UserSession {
    @Override
    public void disconnect(int code, String reason) {
        sessions.disconnect(session, code, reason);
    }

    @Override
    public boolean unsubscribe(String channel) {
        boolean concerned =
                channel.isEmpty() || channel.equals(session.channel().value());
        if (concerned) {
            sessions.disconnect(session, CloseCode.NORMAL.code(), "unsubscribed");
        }
        return concerned;
    }

    @Override
    public boolean refresh(SessionCommand.Refresh refresh) {
        if (refresh.expired()) {
            sessions.expired(session);
        }
        return refresh.expired();
    }
}
