package dev.echowall.session.event;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.UserSessions;
import dev.echowall.presence.Presence;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.session.ChannelAttendance;
import dev.echowall.session.Client;
import dev.echowall.session.ConnectionIds;
import dev.echowall.session.Limits;
import dev.echowall.session.TokenExpiry;
import dev.echowall.session.socket.CloseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Server-Sent Events clients of one event loop. Everything here is called on that loop. */
public final class EventSessions {
    private static final Logger log = LoggerFactory.getLogger(EventSessions.class);
    private static final String TRANSPORT = "sse";
    private static final String EXPIRED = "expired";
    private static final String DISCONNECTED = "disconnected";

    /** An SSE stream has no close codes; these are those of a WebSocket that ends like it. */
    static final CloseStatus LOST = new CloseStatus(CloseCode.ABNORMAL.code(), "connection lost");

    /** The reconnection time: too short to be noticed, and random, so that clients do not reconnect all at once. */
    private static final int RETRY_LEAST_MILLIS = 200;

    private static final int RETRY_MOST_MILLIS = 600;
    /** The most beats without a byte accepted; with the default interval, as long as for a silent WebSocket. */
    private static final int MAX_MISSED_HEARTBEATS = 2;

    private final Vertx vertx;
    private final Hub hub;
    private final Presence presence;
    private final UserSessions users;
    private final Limits limits;
    private final Metrics metrics;
    private final Set<EventSession> sessions = new HashSet<>();
    private @Nullable Promise<Void> emptied;
    private long heartbeat = -1;

    /** @param users receives the sessions of users, for the server API */
    public EventSessions(Vertx vertx, Hub hub, Presence presence, UserSessions users, Limits limits, Metrics metrics) {
        this.presence = presence;
        this.users = users;
        this.vertx = vertx;
        this.hub = hub;
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Answers with an event stream.
     *
     * @param after the position to resume from; null starts with the next publication
     */
    public void open(HttpServerRequest request, Client client, ChannelName channel, @Nullable Position after) {
        HttpServerResponse response = request.response()
                .setChunked(true)
                .setWriteQueueMaxSize(limits.queueBytes())
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                // Otherwise nginx would hold back the events until its buffer is full.
                .putHeader("X-Accel-Buffering", "no");
        TokenExpiry expiry =
                TokenExpiry.of(client.identity(), ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop());
        EventSession session = new EventSession(
                ConnectionIds.next(),
                channel,
                new ChannelAttendance(presence, users.events(), client.identity(), TRANSPORT),
                request,
                vertx.getOrCreateContext(),
                expiry);
        sessions.add(session);
        if (client.identity().isUser()) {
            users.add(session.of(new EventUser(client.identity().user(), session, this)));
        }
        metrics.connected(TRANSPORT);
        log.atInfo()
                .addKeyValue("connection", session.id())
                .addKeyValue("channel", channel)
                .addKeyValue("remote", client.remote())
                .addKeyValue("transport", TRANSPORT)
                .log("opened");
        response.endHandler(ended -> gone(session, "ended", LOST));
        response.closeHandler(closed -> gone(session, "lost", LOST));
        response.exceptionHandler(broken -> gone(session, "lost", LOST));
        session.open(hub, after, ThreadLocalRandom.current().nextInt(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS + 1));
        if (expiry != null) {
            expiry.start(() -> expired(session));
        }
        startHeartbeats();
    }

    void expired(EventSession session) {
        end(session, EXPIRED, new CloseStatus(CloseCode.EXPIRED.code(), "the token has expired"));
    }

    /** The server API ends a stream. */
    void disconnect(EventSession session, int code, String reason) {
        end(session, DISCONNECTED, new CloseStatus(code, reason));
    }

    /** Ends a stream after a comment that says why. */
    private void end(EventSession session, String how, CloseStatus status) {
        session.comment(status.reason());
        gone(session, how, status);
        session.end();
    }

    /** Each session says again what it is to those who record sessions. */
    public void list() {
        sessions.forEach(EventSession::list);
    }

    public int size() {
        return sessions.size();
    }

    /**
     * Ends all streams, spread over the window.
     *
     * @return completes when all are gone
     */
    public Future<Void> close(Duration window) {
        Promise<Void> done = Promise.promise();
        emptied = done;
        List<EventSession> all = List.copyOf(sessions);
        for (int i = 0; i < all.size(); i++) {
            EventSession session = all.get(i);
            vertx.setTimer(1 + window.toMillis() * i / all.size(), timer -> {
                if (sessions.contains(session)) {
                    session.end();
                }
            });
        }
        finish();
        return done.future();
    }

    private void startHeartbeats() {
        if (heartbeat < 0) {
            heartbeat = vertx.setPeriodic(limits.pingInterval().toMillis(), timer -> {
                for (EventSession session : List.copyOf(sessions)) {
                    if (!session.heartbeat(MAX_MISSED_HEARTBEATS)) {
                        gone(session, "did not read", new CloseStatus(CloseCode.NO_PONG.code(), "did not read"));
                        session.abort();
                    }
                }
            });
        }
    }

    private void gone(EventSession session, String how, CloseStatus status) {
        if (!sessions.remove(session)) {
            return;
        }
        session.cancel(!how.equals(EXPIRED) && !how.equals(DISCONNECTED), status);
        EventUser user = session.user();
        if (user != null) {
            users.remove(user);
        }
        metrics.disconnected(TRANSPORT, how.replace(' ', '-'));
        log.atInfo()
                .addKeyValue("connection", session.id())
                .addKeyValue("channel", session.channel())
                .addKeyValue("how", how)
                .addKeyValue("sent", session.written())
                .log("closed");
        if (sessions.isEmpty() && heartbeat >= 0) {
            vertx.cancelTimer(heartbeat);
            heartbeat = -1;
        }
        finish();
    }

    private void finish() {
        if (emptied != null && sessions.isEmpty()) {
            emptied.tryComplete();
        }
    }
}
