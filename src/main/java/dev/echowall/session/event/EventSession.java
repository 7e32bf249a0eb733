package dev.echowall.session.event;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.FrameWriter;
import dev.echowall.hub.Hub;
import dev.echowall.hub.Subscriber;
import dev.echowall.hub.Subscription;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.plain.SseFormat;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.session.ChannelAttendance;
import dev.echowall.session.TokenExpiry;
import dev.echowall.session.socket.CloseStatus;
import dev.echowall.session.socket.Outbound;
import dev.echowall.stream.Recovery;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Server-Sent Events client, from the response head to the end of the response. Vert.x writes the head and the end;
 * everything in between bypasses its response object and goes to the socket as bytes shared by all clients. Confined to
 * its event loop.
 */
final class EventSession extends ChannelInboundHandlerAdapter implements Subscriber {
    private static final Logger log = LoggerFactory.getLogger(EventSession.class);
    private static final String HTTP_ENCODER = "httpEncoder";
    private static final String VERTX = "handler";
    private static final String HEARTBEAT = ":\n\n";

    private final long id;
    private final ChannelName channel;
    private final ChannelAttendance attendance;
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final Context context;
    private final SseFormat format;
    /** Writes from before the encoder in the pipeline. */
    private final Outbound socket;

    private final ChannelPipeline pipeline;

    /** Null when it does not. */
    private final @Nullable TokenExpiry expiry;

    /** Null for an anonymous client. */
    private @Nullable EventUser user;

    private @Nullable Subscription subscription;
    /** The bytes that Vert.x has written. */
    private long began;

    private int missedHeartbeats;

    private boolean over;

    EventSession(
            long id,
            ChannelName channel,
            ChannelAttendance attendance,
            HttpServerRequest request,
            Context context,
            @Nullable TokenExpiry expiry) {
        this.id = id;
        this.channel = channel;
        this.attendance = attendance;
        this.response = request.response();
        this.connection = request.connection();
        this.context = context;
        this.expiry = expiry;
        this.format = request.version() == HttpVersion.HTTP_1_0 ? SseFormat.PLAIN : SseFormat.CHUNKED;
        this.pipeline =
                ((HttpServerConnection) connection).channelHandlerContext().pipeline();
        this.socket = new Outbound(pipeline.context(HTTP_ENCODER));
    }

    /** Sends the reconnection time, and subscribes. */
    void open(Hub hub, @Nullable Position after, long retryMillis) {
        pipeline.addBefore(VERTX, null, this);
        attendance.begin();
        Buffer head = Buffer.buffer("retry: " + retryMillis + "\n\n");
        began = head.length();
        response.write(head).onSuccess(sent -> {
            if (!over) {
                subscription = hub.subscribe(channel, after, this);
            }
        });
    }

    /** Says again what it is to those who record sessions. */
    void list() {
        attendance.list();
    }

    long id() {
        return id;
    }

    ChannelName channel() {
        return channel;
    }

    long written() {
        return began + socket.written();
    }

    /**
     * Sends a comment, so that proxies and the browser see that the connection is alive.
     *
     * @return false if the client has accepted nothing for several beats and must be dropped
     */
    boolean heartbeat(int patience) {
        if (subscription != null && socket.writable()) {
            missedHeartbeats = 0;
            say(HEARTBEAT);
        } else {
            missedHeartbeats++;
        }
        return missedHeartbeats < patience;
    }

    /** Tells the client why the response is about to end, in one line. */
    void comment(String why) {
        say(": " + why + "\n\n");
    }

    /** It is the session of a user. Returns the same. */
    EventUser of(EventUser who) {
        user = who;
        return who;
    }

    @Nullable
    EventUser user() {
        return user;
    }

    /** Ends the response; the browser reconnects by itself, to any instance. */
    void end() {
        cancel(true, new CloseStatus(CloseCode.SERVICE_RESTART.code(), "the server ends the stream"));
        response.end().onComplete(ended -> {
            if (format == SseFormat.PLAIN) {
                connection.close(); // an HTTP/1.0 client sees only by this that the response has ended
            }
        });
    }

    /** Closes the connection without waiting for what the socket does not accept. */
    void abort() {
        cancel(true, EventSessions.LOST);
        socket.abort();
    }

    /**
     * The response has ended for any reason.
     *
     * @param lost whether the client is likely to come back
     * @param how with the code that a WebSocket would have been closed with
     */
    void cancel(boolean lost, CloseStatus how) {
        if (over) {
            return;
        }
        over = true;
        attendance.end(lost, how.code(), how.reason());
        if (expiry != null) {
            expiry.cancel();
        }
        if (subscription != null) {
            subscription.cancel();
        }
        if (pipeline.context(this) != null) {
            pipeline.remove(this); // the connection may be used for other requests
        }
    }

    private void pump() {
        if (subscription != null && !over) {
            subscription.pump();
        }
    }

    private void say(String words) {
        if (!over) {
            socket.write(format.notice(words));
            socket.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext here) {
        if (here.channel().isWritable()) {
            // Not now, because this call may come from within a flush, in the middle of a fan-out.
            context.runOnContext(drained -> pump());
        }
        here.fireChannelWritabilityChanged();
    }

    @Override
    public WireFormat format() {
        return format;
    }

    @Override
    public FrameWriter writer() {
        return socket;
    }

    @Override
    public void subscribed(Subscription made, Position start) {
        say(SseFormat.subscribed(channel, start.equals(Position.FOREIGN) ? null : start));
        attendance.enter(channel);
    }

    @Override
    public void gap(Subscription behind, @Nullable Position after, Recovery.Unrecoverable gap) {
        Position known = Position.FOREIGN.equals(after) ? null : after;
        say(SseFormat.gap(known, gap.epoch(), gap.oldest(), gap.reason().label()));
    }

    @Override
    public void failed(Subscription broken, Throwable why) {
        log.atInfo()
                .addKeyValue("connection", id)
                .addKeyValue("channel", channel)
                .addKeyValue("reason", why.getMessage())
                .log("a subscription failed; the client will reconnect");
        end();
    }
}
