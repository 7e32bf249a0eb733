package dev.echowall.session.event;

import dev.echowall.node.SessionCommand;
import dev.echowall.node.UserSession;

/** An event stream of a user, for the server API. Whatever ends it, a comment says why. */
record EventUser(String user, EventSession session, EventSessions sessions) implements UserSession {
    @Override
    public void disconnect(int code, String reason) {
        sessions.end(session, EventSessions.DISCONNECTED, reason);
    }

    @Override
    public boolean unsubscribe(String channel) {
        boolean concerned =
                channel.isEmpty() || channel.equals(session.channel().value());
        if (concerned) {
            sessions.end(session, EventSessions.DISCONNECTED, "unsubscribed");
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
