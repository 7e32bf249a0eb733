package dev.echowall.session.centrifugal;

import dev.echowall.hub.Hub;
import dev.echowall.node.Node;
import dev.echowall.node.UserSessions;
import dev.echowall.protocol.centrifugal.Protocol;
import dev.echowall.session.ConcurrentReads;
import dev.echowall.session.Limits;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.socket.Connections;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens Centrifugal sessions on one event loop. Must be called on that loop. */
public final class CentrifugalSessions {
    private static final long MILLIS = 1_000;

    private final SessionContext context;
    private final Connections connections;

    /** @param reads shared with all that read pages on this event loop */
    public CentrifugalSessions(
            Context eventLoop,
            Hub hub,
            Node node,
            UserSessions users,
            ConcurrentReads reads,
            Limits limits,
            CentrifugalOptions options,
            Connections connections) {
        this.context = new SessionContext(
                hub,
                node,
                users,
                reads,
                options,
                new ChannelNumbers(),
                new JoinLeaveChannels(node.presence(), eventLoop),
                seconds(limits.pingInterval()));
        this.connections = connections;
    }

    private static int seconds(Duration interval) {
        return (int) Math.max(1, (interval.toMillis() + MILLIS - 1) / MILLIS);
    }

    /**
     * Upgrades a request that {@link Connections#refusal} found no fault with. Must be called in the turn in which the
     * request came: frames may be right behind it.
     *
     * @param remote the client's address, for the log
     * @param allowance the rate limits of the client
     * @param headers of the request, that the application is told
     */
    public void open(
            HttpServerRequest request, String remote, RateLimiter allowance, List<Map.Entry<String, String>> headers) {
        String subprotocol = subprotocol(request);
        boolean nativePings = "true".equals(request.getParam("cf_ws_frame_ping_pong"));
        connections.open(
                request,
                remote,
                null, // the frames are shared and small; deflate would cost each connection its window
                subprotocol,
                () -> new CentrifugalSession(context, protocol(request, subprotocol), allowance, headers, nativePings));
    }

    /** The first subprotocol of ours that the client offers: a client whose offer is not answered disconnects. */
    private static @Nullable String subprotocol(HttpServerRequest request) {
        List<String> offered = request.headers().getAll("Sec-WebSocket-Protocol");
        for (String header : offered) {
            for (String each : header.split(",", -1)) {
                for (Protocol protocol : Protocol.values()) {
                    if (protocol.subprotocol().equals(each.trim())) {
                        return protocol.subprotocol();
                    }
                }
            }
        }
        return null;
    }

    private static Protocol protocol(HttpServerRequest request, @Nullable String subprotocol) {
        boolean asked = "protobuf".equals(request.getParam("format"))
                || "protobuf".equals(request.getParam("cf_protocol"))
                || Protocol.PROTOBUF.subprotocol().equals(subprotocol);
        return asked ? Protocol.PROTOBUF : Protocol.JSON;
    }
}
