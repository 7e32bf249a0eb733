package dev.echowall.session.socket;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.http.Handshake;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Deflate;
import dev.echowall.session.ConnectionIds;
import dev.echowall.session.Limits;
import io.netty.channel.EventLoop;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The WebSockets of one event loop, whatever their protocol. Everything here is called on that loop. */
public final class Connections {
    private static final long BETWEEN_BATCHES = 50;

    private final LoopContext loop;
    private final boolean compression;
    private final Set<Connection> open = new HashSet<>();
    private @Nullable Shutdown shutdown;

    private record Shutdown(CloseCode code, String reason, Promise<Void> done) {}

    /**
     * @param context the event loop's context, which hub and requests use as well
     * @param compression whether permessage-deflate is accepted if a client offers it
     */
    public Connections(Context context, Limits limits, boolean compression, Metrics metrics) {
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

    /** The compression for this client; null if it offers none, or compression is off. */
    public @Nullable Deflate deflate(HttpServerRequest request) {
        return compression ? Deflate.agreed(request.headers().getAll("Sec-WebSocket-Extensions")) : null;
    }

    /**
     * Upgrades a request that {@link #refusal} accepts. Must be called in the turn in which the request arrived,
     * because frames may follow it immediately.
     *
     * @param remote the client's address, for the log
     * @param deflate null is without compression
     * @param subprotocol null is without one
     * @param session is asked for when the headers of the answer are set
     */
    public void open(
            HttpServerRequest request,
            String remote,
            @Nullable Deflate deflate,
            @Nullable String subprotocol,
            Supplier<Session> session) {
        Upgrade.answer(request, deflate, subprotocol);
        Connection connection = new Connection(ConnectionIds.next(), loop, session.get(), remote, deflate, this::gone);
        open.add(connection);
        if (shutdown != null) {
            connection.end(shutdown.code(), shutdown.reason());
        }
        Upgrade.open(request, connection, loop);
    }

    /** The event loop of all of them. */
    public EventLoop eventLoop() {
        return loop.context().nettyEventLoop();
    }

    /** Each session says again what it is to those who record sessions. */
    public void list() {
        open.forEach(Connection::list);
    }

    /** The number of open connections. */
    public int size() {
        return open.size();
    }

    /**
     * Closes all connections, in batches spread over the window, and each new one. A second call does nothing.
     *
     * @return completes when all are gone, at the latest five seconds after the window
     */
    public Future<Void> close(CloseCode code, String reason, Duration window) {
        if (shutdown != null) {
            return shutdown.done().future();
        }
        Shutdown first = new Shutdown(code, reason, loop.context().promise());
        shutdown = first;
        int batches = (int) Math.max(1, window.toMillis() / BETWEEN_BATCHES);
        int batch = (open.size() + batches - 1) / batches;
        closeBatch(new ArrayDeque<>(open), batch, first);
        later(window.toMillis() + loop.closeTimeout(), () -> List.copyOf(open).forEach(Connection::abort));
        if (open.isEmpty()) {
            first.done().tryComplete();
        }
        return first.done().future();
    }

    private void closeBatch(Queue<Connection> rest, int batch, Shutdown words) {
        for (int i = 0; i < batch && !rest.isEmpty(); i++) {
            rest.remove().end(words.code(), words.reason());
        }
        if (!rest.isEmpty()) {
            later(BETWEEN_BATCHES, () -> closeBatch(rest, batch, words));
        }
    }

    private void later(long ms, Runnable task) {
        var unused = loop.context().nettyEventLoop().schedule(task, ms, TimeUnit.MILLISECONDS);
    }

    private void gone(Connection connection) {
        open.remove(connection);
        if (shutdown != null && open.isEmpty()) {
            shutdown.done().tryComplete();
        }
    }
}
