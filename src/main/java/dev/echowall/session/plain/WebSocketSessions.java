package dev.echowall.session.plain;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.Node;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.http.Handshake;
import dev.echowall.protocol.plain.DeflatedFormat;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Deflate;
import dev.echowall.session.ConnectionIds;
import dev.echowall.session.Limits;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.socket.Connection;
import dev.echowall.session.socket.LoopContext;
import dev.echowall.session.socket.Session;
import dev.echowall.session.socket.Upgrade;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The WebSocket sessions of one event loop. Everything here is called on that loop. */
public final class WebSocketSessions {
    private static final long BETWEEN_BATCHES = 50;

    private final Hub hub;
    private final Node node;
    private final LoopContext loop;
    private final boolean compression;
    private final Set<Connection> connections = new HashSet<>();
    private @Nullable Goodbye goodbye;

    private record Goodbye(CloseCode code, String reason, Promise<Void> done) {}

    /**
     * @param context the event loop's context, which hub and requests use as well
     * @param compression whether permessage-deflate is accepted if a client offers it
     */
    public WebSocketSessions(Context context, Hub hub, Node node, Limits limits, boolean compression, Metrics metrics) {
        this.hub = hub;
        this.node = node;
        this.compression = compression;
        this.loop = LoopContext.of((ContextInternal) context, limits, metrics);
    }

    /**
     * Why the request cannot become a WebSocket, or null if it can: RFC 6455 section 4.2.1. The response to a 426 must
     * have {@code Upgrade: websocket} and {@code Sec-WebSocket-Version: 13}, to a 405 {@code Allow: GET}.
     */
    public @Nullable Refusal refusal(HttpServerRequest request) {
        return Handshake.refusal(request.method().name(), request.version().alpnName(), request.headers()::getAll);
    }

    /**
     * Upgrades a request that {@link #refusal} accepts, and subscribes. Must be called in the turn in which the request
     * arrived, because frames may follow it immediately.
     *
     * @param remote the client's address, for the log
     * @param allowance the client's rate limits
     * @param publishTo the channel for the client's messages
     * @param json whether the client understands JSON: then it receives its position, gaps and temporary refusals
     * @param acknowledges whether the client, which understands JSON, sends {@link ClientMessage}s and gets an answer
     *     to each
     * @param after the position to resume from; null starts with the next publication
     */
    public void open(
            HttpServerRequest request,
            String remote,
            RateLimiter allowance,
            List<ChannelName> channels,
            ChannelName publishTo,
            WireFormat format,
            boolean json,
            boolean acknowledges,
            @Nullable Position after) {
        Deflate deflate = answer(request);
        WireFormat agreed = deflate == null ? format : DeflatedFormat.of(format, deflate.serverWindowBits());
        open(
                request,
                remote,
                new ChannelSession(hub, node, allowance, channels, publishTo, agreed, json, acknowledges, after),
                deflate);
    }

    /**
     * Upgrades the request to a session that reports the handshake and each message.
     *
     * @param kill ends this process; null if this client may not do that
     */
    public void inspect(HttpServerRequest request, String remote, RateLimiter allowance, @Nullable Runnable kill) {
        Deflate deflate = answer(request);
        open(request, remote, new InspectSession(node.name(), request, remote, allowance, kill), deflate);
    }

    private @Nullable Deflate answer(HttpServerRequest request) {
        Deflate deflate = compression ? Deflate.agreed(request.headers().getAll("Sec-WebSocket-Extensions")) : null;
        Upgrade.answer(request, deflate);
        return deflate;
    }

    private void open(HttpServerRequest request, String remote, Session session, @Nullable Deflate deflate) {
        Connection connection = new Connection(ConnectionIds.next(), loop, session, remote, deflate, this::gone);
        connections.add(connection);
        if (goodbye != null) {
            connection.end(goodbye.code().code(), goodbye.reason());
        }
        Upgrade.open(request, connection, loop);
    }

    /** The number of open sessions. */
    public int size() {
        return connections.size();
    }

    /**
     * Closes all sessions, in batches spread over the window, and each new one. A second call does nothing.
     *
     * @return completes when all are gone, at the latest five seconds after the window
     */
    public Future<Void> close(CloseCode code, String reason, Duration window) {
        if (goodbye != null) {
            return goodbye.done().future();
        }
        Goodbye first = new Goodbye(code, reason, loop.context().promise());
        goodbye = first;
        int batches = (int) Math.max(1, window.toMillis() / BETWEEN_BATCHES);
        int batch = (connections.size() + batches - 1) / batches;
        closeBatch(new ArrayDeque<>(connections), batch, first);
        later(
                window.toMillis() + loop.closeTimeout(),
                () -> List.copyOf(connections).forEach(Connection::abort));
        if (connections.isEmpty()) {
            first.done().tryComplete();
        }
        return first.done().future();
    }

    private void closeBatch(Queue<Connection> rest, int batch, Goodbye words) {
        for (int i = 0; i < batch && !rest.isEmpty(); i++) {
            rest.remove().end(words.code().code(), words.reason());
        }
        if (!rest.isEmpty()) {
            later(BETWEEN_BATCHES, () -> closeBatch(rest, batch, words));
        }
    }

    private void later(long ms, Runnable task) {
        var unused = loop.context().nettyEventLoop().schedule(task, ms, TimeUnit.MILLISECONDS);
    }

    private void gone(Connection connection) {
        connections.remove(connection);
        if (goodbye != null && connections.isEmpty()) {
            goodbye.done().tryComplete();
        }
    }
}
