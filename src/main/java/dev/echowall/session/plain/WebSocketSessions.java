package dev.echowall.session.plain;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import dev.echowall.node.Node;
import dev.echowall.node.UserSessions;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.plain.ClientMessage;
import dev.echowall.protocol.plain.DeflatedFormat;
import dev.echowall.protocol.websocket.Deflate;
import dev.echowall.session.Client;
import dev.echowall.session.TokenExpiry;
import dev.echowall.session.socket.Connections;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens plain WebSocket sessions on one event loop. Everything here is called on that loop. */
public final class WebSocketSessions {
    private final Hub hub;
    private final Node node;
    private final UserSessions users;
    private final Connections connections;

    /** @param users receives the sessions of users, for the server API */
    public WebSocketSessions(Hub hub, Node node, UserSessions users, Connections connections) {
        this.users = users;
        this.hub = hub;
        this.node = node;
        this.connections = connections;
    }

    /**
     * Upgrades a request that {@link Connections#refusal} accepts, and subscribes. Must be called in the turn in which
     * the request arrived, because frames may follow it immediately.
     *
     * @param publishTo the channel for the client's messages
     * @param json whether the client understands JSON: then it receives its position, gaps and temporary refusals
     * @param acknowledges whether the client, which understands JSON, sends {@link ClientMessage}s and gets an answer
     *     to each
     * @param after the position to resume from; null starts with the next publication
     */
    public void open(
            HttpServerRequest request,
            Client client,
            List<ChannelName> channels,
            ChannelName publishTo,
            WireFormat format,
            boolean json,
            boolean acknowledges,
            @Nullable Position after) {
        Deflate deflate = connections.deflate(request);
        WireFormat agreed = deflate == null ? format : DeflatedFormat.of(format, deflate.serverWindowBits());
        connections.open(
                request,
                client.remote(),
                deflate,
                null,
                () -> new ChannelSession(
                        hub,
                        node,
                        users,
                        client,
                        TokenExpiry.of(client.identity(), connections.eventLoop()),
                        channels,
                        publishTo,
                        agreed,
                        json,
                        acknowledges,
                        after));
    }

    /**
     * Upgrades the request to a session that reports the handshake and each message.
     *
     * @param kill ends this process; null if this client may not do that
     */
    public void inspect(HttpServerRequest request, Client client, @Nullable Runnable kill) {
        connections.open(
                request,
                client.remote(),
                connections.deflate(request),
                null,
                () -> new InspectSession(node.name(), request, client.remote(), client.allowance(), kill));
    }
}
