package dev.echowall.session.socket;

import dev.echowall.channel.Payload;
import dev.echowall.hub.FrameWriter;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Deflate;
import dev.echowall.protocol.websocket.FrameDecoder;
import dev.echowall.protocol.websocket.FrameSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket, from the answered handshake to the end of its socket: RFC 6455 sections 5.5 and 7. The last handler of
 * its Netty pipeline; everything is on its event loop.
 */
public final class Connection extends ChannelInboundHandlerAdapter implements FrameSink {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final long id;
    private final LoopContext loop;
    private final Session session;
    private final Consumer<Connection> onClosed;
    private final Inbound inbound;
    private final ConnectionLifecycle lifecycle;
    private final KeepAlive keepAlive;
    /** For the log, once. */
    private @Nullable String remote;

    private boolean flushes;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Outbound outbound;

    /** @param onClosed hears once that the socket is closed; {@code deflate} is null when none was agreed on */
    public Connection(
            long id,
            LoopContext loop,
            Session session,
            String remote,
            @Nullable Deflate deflate,
            Consumer<Connection> onClosed) {
        this.remote = remote;
        this.id = id;
        this.loop = loop;
        this.session = session;
        this.onClosed = onClosed;
        this.inbound = new Inbound(
                new FrameDecoder(loop.limits().messageBytes(), loop.limits().fragments(), deflate, this),
                this::guarded);
        this.keepAlive = new KeepAlive(loop, this, session);
        this.lifecycle = new ConnectionLifecycle(id, loop, session, inbound, keepAlive);
    }

    // What the session does with it.

    public long id() {
        return id;
    }

    public boolean writable() {
        return lifecycle.isOpen() && out().writable();
    }

    /** Takes over the buffer of whole frames; to be followed by {@link #flush()}. */
    public void write(ByteBuf frames) {
        if (lifecycle.isOpen()) {
            out().write(frames);
        } else {
            frames.release();
        }
    }

    /** For while it is open: a session that is closed writes nothing more. */
    public FrameWriter writer() {
        return out();
    }

    public void flush() {
        if (lifecycle.isOpen()) {
            out().flush();
        }
    }

    /** What is written in this turn of the event loop is flushed at its end, as one. */
    public void flushLater() {
        if (!flushes) {
            flushes = true;
            after(0, () -> {
                flushes = false;
                flush();
            });
        }
    }

    /** Stops reading from the peer after the frame at hand, until {@link #release()}. */
    public void hold() {
        if (lifecycle.isOpen()) {
            inbound.hold();
        }
    }

    public void release() {
        if (inbound.release()) {
            flush();
        }
    }

    public boolean held() {
        return inbound.held();
    }

    /** Runs the task on the connection's event loop: now, when this is it. */
    public void onLoop(Runnable task) {
        if (context().executor().inEventLoop()) {
            task.run();
        } else {
            context().executor().execute(() -> guarded(task));
        }
    }

    /** Runs the task on the connection's event loop in so many ms, if the session is there to hear of it. */
    public void after(long millis, Runnable task) {
        Runnable later = () -> {
            if (lifecycle.isOpen()) {
                guarded(task);
            }
        };
        var unused = context().executor().schedule(later, millis, TimeUnit.MILLISECONDS);
    }

    /** Ends it for a reason of the server's, put as the session puts it. */
    public void end(CloseCode code, String reason) {
        CloseStatus status = session.closing(code, reason);
        end(status.code(), status.reason());
    }

    /** Begins the closing handshake from our side; RFC 6455 section 7.1.2. */
    public void end(int code, String reason) {
        lifecycle.end(code, reason);
    }

    /** To be called when the session may owe the peer nothing any more. */
    public void settled() {
        if (lifecycle.isFailurePostponed() && session.settled()) {
            // Not now: this may come from the middle of the hub's round.
            context().executor().execute(() -> guarded(lifecycle::failPostponed));
        }
    }

    /** Time is up for a postponed failure, or else for a peer that does not go. */
    public void overdue() {
        if (!lifecycle.failPostponed()) {
            abort();
        }
    }

    /** The peer does not answer: it is told, and cut off. */
    public void giveUp() {
        lifecycle.giveUp();
    }

    /** Without a word, at once. */
    public void abort() {
        if (outbound != null) {
            outbound.abort();
        }
    }

    // From Netty.

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        outbound = new Outbound(context);
        lifecycle.attach(outbound);
        inbound.readFrom(context.channel().config());
    }

    /** The 101 is written and all of HTTP is out of the pipeline. */
    public void opened() {
        if (!lifecycle.isUpgrading() || !context().channel().isActive()) {
            return;
        }
        lifecycle.open(Objects.requireNonNull(remote, "opened twice"));
        remote = null;
        guarded(() -> session.opened(this));
        lifecycle.endIfAsked();
        inbound.decode();
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            if (lifecycle.isUpgrading()) {
                context.fireChannelRead(message);
            } else {
                // The end of the handshake's request comes after it was answered.
                ReferenceCountUtil.release(message);
            }
            return;
        }
        keepAlive.heard();
        inbound.came(bytes);
        if (!lifecycle.isUpgrading()) {
            inbound.decode();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (lifecycle.isUpgrading()) {
            context.fireChannelReadComplete();
        } else {
            context.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (lifecycle.isUpgrading()) {
            context.fireChannelWritabilityChanged();
        } else if (writable()) {
            // Not now: this may come from inside a flush, in the middle of the hub's round.
            context.executor().execute(() -> guarded(this::drained));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean upgrading = lifecycle.isUpgrading();
        if (!lifecycle.isClosed()) {
            lifecycle.closed();
            onClosed.accept(this);
        }
        if (upgrading) {
            context.fireChannelInactive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        if (lifecycle.isUpgrading()) {
            context.fireExceptionCaught(why);
        } else if (why instanceof IOException) {
            abort();
        } else {
            fault(why);
        }
    }

    private void drained() {
        if (writable()) {
            out().sendOwedPong();
            session.drained();
        }
    }

    /** Runs what is ours and may have faults: they end this connection and nothing else. */
    private void guarded(Runnable task) {
        try {
            loop.inContext(task);
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    // From the peer, by way of the decoder.

    @Override
    public void message(Payload.Kind kind, byte[] bytes, int frames) {
        if (lifecycle.isOpen()) {
            session.message(kind, bytes, frames);
        }
    }

    @Override
    public void ping(byte[] payload) {
        if (lifecycle.isOpen()) {
            out().pong(payload);
        }
    }

    @Override
    public void pong(byte[] payload) {
        if (lifecycle.isOpen()) {
            session.pong(payload);
        }
    }

    @Override
    public void close(int code, String reason) {
        lifecycle.closeFrameCame(code);
    }

    @Override
    public void violation(CloseCode code, String sentence) {
        if (lifecycle.isOpen() && !session.settled()) {
            lifecycle.postponeFailure(new CloseStatus(code.code(), sentence));
            out().afterFlush(this::settled);
        } else {
            lifecycle.fail(new CloseStatus(code.code(), sentence));
        }
    }

    private void fault(Throwable why) {
        if (lifecycle.isOpen()) {
            log.atError()
                    .setCause(why)
                    .addKeyValue("connection", id)
                    .addKeyValue("channel", session.label())
                    .log("a fault of ours ends a connection");
        }
        lifecycle.fail(session.closing(CloseCode.INTERNAL_ERROR, "a fault of the server"));
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx, "not in a pipeline yet");
    }

    private Outbound out() {
        return Objects.requireNonNull(outbound, "not in a pipeline yet");
    }
}
