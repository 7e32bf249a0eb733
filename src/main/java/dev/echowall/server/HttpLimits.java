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
 * What one connection may take as long as it speaks HTTP: the time to get to a whole request, be it by one octet a second,
 * and to the next one; places at the {@link ConnectionLimit} for clients of a trusted proxy; and requests in a second. Confined to its
 * event loop.
 */
final class HttpLimits {
    /** So many times limits.handshake-timeout for a body that is wanted, which may be large. */
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

    /** One connection, and what is done when it is closed: of a WebSocket nothing but its place in the limit is left. */
    private final class TrackedConnection implements ChannelFutureListener {
        /** Null when it speaks HTTP no more, or is closed. */
        private @Nullable HttpConnection connection;

        /** Likewise: it would hold all of HTTP in memory for as long as a WebSocket lives. */
        private @Nullable RequestFilter filter;

        /** Vert.x counts its timers from 0, and the first is the heartbeat of an event loop. */
        private long timer = NONE;

        /** Of a body something is still to come. */
        private boolean unfinished;

        private boolean answered;
        /** For whom a place is taken in the limit; null for nobody. */
        private @Nullable InetAddress client;
        /** Of the request at hand, or of all when there is no proxy. */
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
        // Of the socket: Vert.x hears no more of a connection that became a WebSocket.
        channel(connection).closeFuture().addListener(tracked);
    }

    /** The request has become a WebSocket, which has limits of its own. */
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
     * A request has come, its head at least.
     *
     * @return why it is not to be answered further; null when it is
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

    /** What the client of this request may do; for the session that it becomes. */
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
        // Nobody waits for the rest of a body that is answered already.
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
            // Of the socket: Vert.x would first wait for all that was said to be taken, be it for ever.
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
