package dev.echowall.session.socket;

import dev.echowall.channel.Payload;
import dev.echowall.hub.Wire;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Deflate;
import dev.echowall.protocol.websocket.FrameDecoder;
import dev.echowall.protocol.websocket.FrameSink;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.socket.CloseOutcome.By;
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
    private final Consumer<Connection> gone;
    private final Inbound inbound;
    private final KeepAlive watch;
    /** For the log, once. */
    private @Nullable String remote;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Outbound outbound;
    private ConnectionState state = ConnectionState.UPGRADING;
    private final CloseOutcome ending = new CloseOutcome();
    /** Fails it for what the peer did, when the peer has heard what it said before; null while it does nothing wrong. */
    private @Nullable Runnable putOff;

    /** @param gone hears once that the socket is closed; {@code deflate} is null when none was agreed on */
    public Connection(
            long id,
            LoopContext loop,
            Session session,
            String remote,
            @Nullable Deflate deflate,
            Consumer<Connection> gone) {
        this.remote = remote;
        this.id = id;
        this.loop = loop;
        this.session = session;
        this.gone = gone;
        this.inbound = new Inbound(
                new FrameDecoder(loop.limits().messageBytes(), loop.limits().fragments(), deflate, this),
                this::guarded);
        this.watch = new KeepAlive(loop, this, session);
    }

    // What the session does with it.

    public long id() {
        return id;
    }

    public boolean writable() {
        return state == ConnectionState.OPEN && out().writable();
    }

    /** Takes over the buffer of whole frames; to be followed by {@link #flush()}. */
    public void write(ByteBuf frames) {
        if (state == ConnectionState.OPEN) {
            out().write(frames);
        } else {
            frames.release();
        }
    }

    /** For while it is open: a session that is closed writes nothing more. */
    public Wire wire() {
        return out();
    }

    public void flush() {
        if (state == ConnectionState.OPEN) {
            out().flush();
        }
    }

    /** Stops reading from the peer after the frame at hand, until {@link #release()}. */
    public void hold() {
        if (state == ConnectionState.OPEN) {
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
            if (state == ConnectionState.OPEN) {
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

    /** Begins the close handshake from our side; RFC 6455 section 7.1.2. */
    public void end(int code, String reason) {
        if (!failAfterAll() && state == ConnectionState.OPEN) {
            last(By.SERVER, code, reason);
            watch.leave();
            release();
        } else if (state == ConnectionState.UPGRADING) {
            ending.is(By.SERVER, code);
        }
    }

    /** To be called when the session may owe the peer nothing any more. */
    public void settled() {
        if (putOff != null && session.settled()) { // not now: this may come from the middle of the hub's round
            context().executor().execute(() -> guarded(this::failAfterAll));
        }
    }

    /** Time is up for what is put off, or else for a peer that does not go. */
    public void overdue() {
        if (!failAfterAll()) {
            abort();
        }
    }

    /** The peer does not answer: it is told, and cut off. */
    public void giveUp() {
        CloseStatus status = session.closing(CloseCode.NO_PONG, "no answer to a ping");
        last(By.SERVER, status.code(), status.reason());
        abort();
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
        inbound.readFrom(context.channel().config());
    }

    /** The 101 is written and all of HTTP is out of the pipeline. */
    public void opened() {
        if (state != ConnectionState.UPGRADING || !context().channel().isActive()) {
            return;
        }
        state = ConnectionState.OPEN;
        loop.metrics().connected(session.transport());
        ConnectionLog.opened(id, session, Objects.requireNonNull(remote, "opened twice"));
        remote = null;
        watch.begin(out());
        guarded(() -> session.opened(this));
        if (ending.hasBegun()) {
            end(ending.code(), "");
        }
        inbound.decode();
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            if (state == ConnectionState.UPGRADING) {
                context.fireChannelRead(message);
            } else {
                // The end of the handshake's request comes after it was answered.
                ReferenceCountUtil.release(message);
            }
            return;
        }
        watch.heard();
        inbound.came(bytes);
        if (state != ConnectionState.UPGRADING) {
            inbound.decode();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (state == ConnectionState.UPGRADING) {
            context.fireChannelReadComplete();
        } else {
            context.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (state == ConnectionState.UPGRADING) {
            context.fireChannelWritabilityChanged();
        } else if (writable()) {
            // Not now: this may come from inside a flush, in the middle of the hub's round.
            context.executor().execute(() -> guarded(this::drained));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean upgrading = state == ConnectionState.UPGRADING;
        gone();
        if (upgrading) {
            context.fireChannelInactive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        if (state == ConnectionState.UPGRADING) {
            context.fireExceptionCaught(why);
        } else if (why instanceof IOException) {
            abort();
        } else {
            fault(why);
        }
    }

    private void drained() {
        if (writable()) {
            out().payDebt();
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
        if (state == ConnectionState.OPEN) {
            session.message(kind, bytes, frames);
        }
    }

    @Override
    public void ping(byte[] payload) {
        if (state == ConnectionState.OPEN) {
            out().pong(payload);
        }
    }

    @Override
    public void pong(byte[] payload) {
        if (state == ConnectionState.OPEN) {
            session.pong(payload);
        }
    }

    @Override
    public void close(int code, String reason) {
        if (state == ConnectionState.OPEN) {
            last(By.CLIENT, code, "");
        }
        linger();
    }

    @Override
    public void violation(CloseCode code, String sentence) {
        CloseStatus status = new CloseStatus(code.code(), sentence);
        if (state == ConnectionState.OPEN && !session.settled()) {
            putOff = () -> fail(status);
            out().afterFlush(this::settled);
            watch.leave();
        } else {
            fail(status);
        }
    }

    // The end.

    private void fault(Throwable why) {
        if (state == ConnectionState.OPEN) {
            log.atError()
                    .setCause(why)
                    .addKeyValue("connection", id)
                    .addKeyValue("channel", session.label())
                    .log("a fault of ours ends a connection");
        }
        CloseStatus status = session.closing(CloseCode.INTERNAL_ERROR, "a fault of the server");
        fail(status);
    }

    private boolean failAfterAll() {
        Runnable failing = putOff;
        putOff = null;
        if (failing != null) {
            failing.run();
        }
        return failing != null;
    }

    /** Ends it without waiting for the peer's answer: RFC 6455 section 7.1.7. */
    private void fail(CloseStatus status) {
        if (state == ConnectionState.OPEN) {
            last(By.SERVER, status.code(), status.reason());
        }
        linger();
    }

    /** Says our last word, the close frame. */
    private void last(By by, int code, String reason) {
        ending.is(by, code);
        state = ConnectionState.CLOSING;
        closeSession();
        out().write(Frames.close(code, reason));
        out().flush();
    }

    private void linger() {
        if (state != ConnectionState.CLOSING) {
            return;
        }
        state = ConnectionState.LINGERING;
        inbound.end();
        out().shut();
        context().channel().config().setAutoRead(true);
        watch.leave();
    }

    private void gone() {
        if (state == ConnectionState.CLOSED) {
            return;
        }
        boolean wasOpened = state != ConnectionState.UPGRADING;
        ending.is(By.NETWORK, CloseCode.ABNORMAL.code());
        if (state == ConnectionState.OPEN) {
            closeSession();
        }
        state = ConnectionState.CLOSED;
        watch.end();
        inbound.end();
        if (wasOpened) {
            account();
        }
        gone.accept(this);
    }

    private void account() {
        loop.metrics().disconnected(session.transport(), CloseCode.label(ending.code()));
        ConnectionLog.closed(id, session, ending, inbound.received(), out().written());
    }

    private void closeSession() {
        try {
            loop.inContext(session::closed);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("connection", id).log("a session could not be closed");
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx, "not in a pipeline yet");
    }

    private Outbound out() {
        return Objects.requireNonNull(outbound, "not in a pipeline yet");
    }
}
