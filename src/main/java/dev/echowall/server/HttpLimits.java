package dev.echowall.server;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.Refusal;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.RateLimits;
import dev.echowall.session.socket.RequestFilter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Limits for a connection while it speaks HTTP: the time until a whole request has arrived, even byte by byte, and the
 * time until the next one; places in the {@link ConnectionLimit} for clients of a trusted proxy; and the rate of
 * requests. Confined to its event loop.
 */
final class HttpLimits {
    /** A body that is needed, which may be large, may take this many times limits.handshake-timeout. */
    private static final int FOR_A_BODY = 3;

    private static final long NONE = -1;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Vertx vertx;
    private final long millis;
    private final long idleMillis;
    private final ConnectionLimit connectionLimit;
    private final ProxyTrust proxies;
    private final RateLimits rates;
    private final Metrics metrics;
    private final IdentityHashMap<HttpConnection, TrackedConnection> connections = new IdentityHashMap<>();

    /** One connection, and what to do when it is closed. After an upgrade only its place in the limit is kept. */
    private final class TrackedConnection implements ChannelFutureListener {
        /** Null when it does not speak HTTP any more, or is closed. */
        private @Nullable HttpConnection connection;

        /**
         * Likewise null after an upgrade, because it would keep all HTTP objects in memory for as long as the WebSocket
         * is open.
         */
        private @Nullable RequestFilter filter;

        /** Not 0: Vert.x's timer ids start at 0, and the first one is the heartbeat of an event loop. */
        private long timer = NONE;

        /** Whether a part of the body is still missing. */
        private boolean unfinished;

        private boolean answered;
        /** The client that a place is taken for; null if there is none. */
        private @Nullable InetAddress client;
        /** For the current request, or for all requests if there is no proxy. */
        private @Nullable RateLimiter allowance;

        TrackedConnection(HttpConnection connection, RequestFilter filter) {
            this.connection = connection;
            this.filter = filter;
        }

        @Override
        public void operationComplete(ChannelFuture closed) {
            forget(this);
            leave(this);
        }
    }

    HttpLimits(
            Vertx vertx,
            Duration handshakeTimeout,
            Duration idleTimeout,
            ConnectionLimit connectionLimit,
            ProxyTrust proxies,
            RateLimits rates,
            Metrics metrics) {
        this.vertx = vertx;
        this.millis = handshakeTimeout.toMillis();
        this.idleMillis = idleTimeout.toMillis();
        this.connectionLimit = connectionLimit;
        this.proxies = proxies;
        this.rates = rates;
        this.metrics = metrics;
    }

    void opened(HttpConnection connection) {
        TrackedConnection tracked = new TrackedConnection(connection, RequestFilter.watch(connection, metrics));
        connections.put(connection, tracked);
        limit(tracked, millis);
        // The socket's close, because Vert.x does not report the close of a connection that became a WebSocket.
        channel(connection).closeFuture().addListener(tracked);
    }

    /** The request has become a WebSocket, which has its own limits. */
    void upgraded(HttpServerRequest request) {
        TrackedConnection tracked = connections.get(request.connection());
        if (tracked != null) {
            forget(tracked);
            if (tracked.client == null) {
                channel(request.connection()).closeFuture().removeListener(tracked);
            }
        }
    }

    private void forget(TrackedConnection tracked) {
        vertx.cancelTimer(tracked.timer);
        if (tracked.connection != null) {
            connections.remove(tracked.connection);
        }
        tracked.connection = null;
        tracked.filter = null;
        tracked.allowance = null;
    }

    /**
     * A request has arrived, or at least its head.
     *
     * @return why it is refused; null if it is accepted
     */
    @Nullable
    Refusal heard(HttpServerRequest request) {
        TrackedConnection tracked = tracked(request);
        vertx.cancelTimer(tracked.timer);
        tracked.answered = false;
        tracked.unfinished = hasBody(request);
        if (tracked.unfinished) {
            limit(tracked, request.method().equals(HttpMethod.POST) ? FOR_A_BODY * millis : millis);
            request.end().onComplete(whole -> finished(tracked));
        }
        request.response().bodyEndHandler(said -> answered(request, tracked));
        Refusal refusal = admit(request, tracked);
        return refusal == null ? allow(request, tracked) : refusal;
    }

    /** The rate limits of this request's client; for the session that the request becomes. */
    RateLimiter allowance(HttpServerRequest request) {
        RateLimiter allowance = tracked(request).allowance;
        return allowance == null ? RateLimiter.ALL : allowance;
    }

    private @Nullable Refusal admit(HttpServerRequest request, TrackedConnection tracked) {
        leave(tracked);
        if (!connectionLimit.isProxy(ProxyTrust.peer(request))) {
            return null;
        }
        InetAddress client = Objects.requireNonNull(proxies.client(request));
        Refusal refusal = connectionLimit.come(client);
        tracked.client = refusal == null ? client : null;
        return refusal;
    }

    private @Nullable Refusal allow(HttpServerRequest request, TrackedConnection tracked) {
        if (rates.areNone()) {
            return null;
        }
        InetAddress client = proxies.client(request);
        if (client == null) {
            return null;
        }
        if (!client.equals(ProxyTrust.peer(request))) {
            tracked.allowance = rates.ofRequest(client);
        } else if (tracked.allowance == null) {
            tracked.allowance = rates.ofConnection(client);
        }
        Refusal refusal = allowance(request).command();
        if (refusal != null) {
            metrics.refused(refusal.code().label());
        }
        return refusal;
    }

    private void answered(HttpServerRequest request, TrackedConnection tracked) {
        if (request.response().getStatusCode() == SWITCHING_PROTOCOLS) {
            return;
        }
        leave(tracked);
        tracked.answered = true;
        if (tracked.filter != null) {
            tracked.filter.answered();
        }
        // Once there is a response, the rest of the body is not needed.
        limit(tracked, tracked.unfinished ? millis : idleMillis);
    }

    private void finished(TrackedConnection tracked) {
        tracked.unfinished = false;
        vertx.cancelTimer(tracked.timer);
        if (tracked.answered) {
            limit(tracked, idleMillis);
        }
    }

    private void leave(TrackedConnection tracked) {
        if (tracked.client != null) {
            connectionLimit.go(tracked.client);
            tracked.client = null;
        }
    }

    private TrackedConnection tracked(HttpServerRequest request) {
        return Objects.requireNonNull(connections.get(request.connection()), "a connection that was not opened");
    }

    private void limit(TrackedConnection tracked, long limit) {
        vertx.cancelTimer(tracked.timer);
        HttpConnection connection = tracked.connection;
        if (connection != null) {
            // Closes the socket directly: Vert.x would first wait, perhaps for ever, until everything written has been
            // accepted.
            tracked.timer = vertx.setTimer(limit, timer -> {
                var unused = channel(connection).close();
            });
        }
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return (length != null && !length.equals("0")) || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
}
