package dev.echowall.session.plain;

import dev.echowall.channel.ChannelName;
import dev.echowall.node.SessionCommand;
import dev.echowall.node.UserSession;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.session.socket.Connection;
import java.util.List;

/**
 * A plain WebSocket of a user, for the server API. Its client cannot be told about single channels, so the end of one
 * ends the session.
 */
record PlainUser(String user, List<ChannelName> channels, Connection connection) implements UserSession {
    @Override
    public void disconnect(int code, String reason) {
        connection.end(code, reason);
    }

    @Override
    public boolean unsubscribe(String channel) {
        boolean concerned =
                channel.isEmpty() || channels.stream().map(ChannelName::value).anyMatch(channel::equals);
        if (concerned) {
            connection.end(DisconnectCode.FORCE_DISCONNECT.code(), "unsubscribed");
        }
        return concerned;
    }

    @Override
    public boolean refresh(SessionCommand.Refresh refresh) {
        if (refresh.expired()) {
            connection.end(CloseCode.EXPIRED.code(), "expired");
        }
        return refresh.expired();
    }
}
