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
import java.util.concurrent.Future;
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
    /** "Connection closed", which is never in a close frame. */
    private static final int WITHOUT_FRAME = 3000;

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final long id;
    private final LoopContext loop;
    private final Session session;
    private final Consumer<Connection> onClosed;
    private final Inbound inbound;
    private final ConnectionLifecycle lifecycle;
    private final KeepAlive keepAlive;
    /** For the log; used once. */
    private @Nullable String remote;

    private boolean flushes;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Outbound outbound;

    /**
     * @param onClosed called once when the socket is closed; {@code deflate} is null if compression was not negotiated
     */
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

    // For the session.

    public long id() {
        return id;
    }

    /** {@link Session#list}, if the session has begun and not ended. */
    void list() {
        if (lifecycle.isOpen()) {
            session.list();
        }
    }

    public boolean writable() {
        return lifecycle.isOpen() && out().writable();
    }

    /** Whether a page may be written. If not, the session's {@code drained} is called when it may. */
    public boolean mayWritePage() {
        return lifecycle.isOpen() && out().mayWritePage();
    }

    /** Takes ownership of a buffer of whole frames; {@link #flush()} must follow. */
    public void write(ByteBuf frames) {
        if (lifecycle.isOpen()) {
            out().write(frames);
        } else {
            frames.release();
        }
    }

    /** For use while it is open: a closed session writes nothing more. */
    public FrameWriter writer() {
        return out();
    }

    public void flush() {
        if (lifecycle.isOpen()) {
            out().flush();
        }
    }

    /** Flushes everything written in this turn of the event loop at its end, at once. */
    public void flushLater() {
        if (!flushes) {
            flushes = true;
            after(0, () -> {
                flushes = false;
                flush();
            });
        }
    }

    /** Stops reading from the peer after the current frame, until {@link #release()}. */
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

    /** Runs the task on the connection's event loop; at once if it is the current one. */
    public void onLoop(Runnable task) {
        if (context().executor().inEventLoop()) {
            task.run();
        } else {
            context().executor().execute(() -> guarded(task));
        }
    }

    /** Runs the task on the connection's event loop after this many ms, if the session is still open. */
    public void after(long millis, Runnable task) {
        var unused = timer(millis, task);
    }

    /** The same, and can be cancelled. */
    public Future<?> timer(long millis, Runnable task) {
        Runnable later = () -> {
            if (lifecycle.isOpen()) {
                guarded(task);
            }
        };
        return context().executor().schedule(later, millis, TimeUnit.MILLISECONDS);
    }

    /** Closes it for a reason of the server, in the form that the session chooses. */
    public void end(CloseCode code, String reason) {
        CloseStatus status = session.closing(code, reason);
        end(status.code(), status.reason());
    }

    /**
     * Starts the closing handshake from our side: RFC 6455 section 7.1.2.
     *
     * @param code 3000 ends it without a close frame, as Centrifugal's servers do
     */
    public void end(int code, String reason) {
        if (code == WITHOUT_FRAME && lifecycle.isOpen()) {
            lifecycle.cut(reason);
        } else {
            lifecycle.end(code, reason);
        }
    }

    /** Must be called when the session may have answered everything. */
    public void settled() {
        if (lifecycle.isFailurePostponed() && session.settled()) {
            // Not now, because this call may come from within a fan-out.
            context().executor().execute(() -> guarded(lifecycle::failPostponed));
        }
    }

    /** The time limit for a postponed failure, or for a peer that does not close, is over. */
    public void overdue() {
        if (!lifecycle.failPostponed()) {
            abort();
        }
    }

    /** The peer does not answer: sends a close frame and cuts it off. */
    public void giveUp() {
        lifecycle.giveUp();
    }

    /** Closes the socket at once, without a close frame. */
    public void abort() {
        if (outbound != null) {
            outbound.abort();
        }
    }

    // Calls from Netty.

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        outbound = new Outbound(context);
        lifecycle.attach(outbound);
        inbound.readFrom(context.channel().config());
    }

    /** The 101 has been written and all HTTP handlers have left the pipeline. */
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
                // The end of the handshake request arrives after it was answered.
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
            // Not now, because this call may come from within a flush, in the middle of a fan-out.
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

    /** Runs our own code, whose exceptions end this connection and nothing else. */
    private void guarded(Runnable task) {
        try {
            loop.inContext(task);
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    // Calls from the decoder.

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
