package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks each connection when a server socket accepts it, before anything is allocated for it. It refuses connections
 * that the {@link ConnectionLimit} does not admit. When the process has no free file descriptors, it refuses all of
 * them at once with a named error; only health checks and other instances, which use ports of their own, are admitted
 * with the descriptors kept in reserve. Without this, Netty would stop accepting for a second each time, log a stack
 * trace, and leave new clients waiting.
 *
 * <p>One for each server socket; confined to the loop that accepts.
 */
public final class AcceptGuard extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AcceptGuard.class);

    /** The most connections that are being refused at a time; beyond it they are closed without a response. */
    private static final int MAX_REJECTIONS = 256;

    private static final long FAREWELL_MILLIS = 1_000;

    /** Each of them uses a descriptor of the reserve. */
    private static final long SHORT_MILLIS = 30;

    private static final String EXHAUSTED = "this node has no free file descriptors, another one may answer";

    private static final String STOPPED = "this node is about to stop, another one will answer";

    private static final long PAUSE_MILLIS = 50;

    private final ConnectionLimit connectionLimit;
    private final boolean http;
    private final @Nullable Supplier<ChannelHandler> first;
    private final SpareDescriptors reserve = new SpareDescriptors();
    private final Map<String, ByteBuf> answers = new HashMap<>();
    private int rejections;
    private boolean paused;

    /**
     * @param connectionLimit the limit of the public port; connections to other ports are not counted
     * @param http whether an HTTP response would be understood
     * @param first creates the handler that sees everything on an accepted connection first
     */
    public AcceptGuard(ConnectionLimit connectionLimit, boolean http, @Nullable Supplier<ChannelHandler> first) {
        this.connectionLimit = connectionLimit;
        this.http = http;
        this.first = first;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        reserve.refill();
        connectionLimit.acceptedOn(port(context), context.executor());
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        reserve.close();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel accepted = (Channel) message;
        boolean counted = connectionLimit.isAt(port(context));
        // If the reserve cannot be refilled, this connection was accepted with the last descriptor.
        if (!reserve.isWhole() && !reserve.refill()) {
            if (counted) {
                connectionLimit.shortage().refused();
                refuse(context, accepted, new Refusal(ErrorCode.TOO_MANY, EXHAUSTED), SHORT_MILLIS, false);
            } else {
                // A health check or another instance: the reserve is kept for these.
                accepted.closeFuture().addListener(closed -> context.executor().execute(() -> restored(context)));
                letIn(context, accepted);
            }
            return;
        }
        if (!counted) {
            letIn(context, accepted);
            return;
        }
        if (connectionLimit.isShutAt(port(context))) {
            refuse(context, accepted, new Refusal(ErrorCode.DRAINING, STOPPED), FAREWELL_MILLIS, true);
            return;
        }
        InetAddress peer = peer(accepted);
        Refusal refusal = connectionLimit.enter(peer);
        if (refusal == null) {
            accepted.closeFuture().addListener(closed -> connectionLimit.leave(peer));
            letIn(context, accepted);
        } else {
            log.atInfo()
                    .addKeyValue("remote", accepted.remoteAddress())
                    .addKeyValue("reason", refusal.sentence())
                    .log("refused a connection");
            refuse(context, accepted, refusal, FAREWELL_MILLIS, true);
        }
    }

    private void letIn(ChannelHandlerContext context, Channel accepted) {
        if (first != null) {
            accepted.pipeline().addLast(first.get());
        }
        context.fireChannelRead(accepted);
    }

    private void refuse(ChannelHandlerContext context, Channel accepted, Refusal why, long millis, boolean patient) {
        if (!http || rejections >= MAX_REJECTIONS) {
            accepted.unsafe().closeForcibly();
            restored(context);
            return;
        }
        rejections++;
        accepted.closeFuture().addListener(closed -> {
            rejections--;
            restored(context);
        });
        ByteBuf response = answers.computeIfAbsent(why.sentence(), sentence -> RejectedConnection.answer(why));
        RejectedConnection.say(context.channel().eventLoop(), accepted, response, millis, patient);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!isExhausted(cause)) {
            context.fireExceptionCaught(cause);
            return;
        }
        connectionLimit.shortage().noticed(cause);
        if (!reserve.giveUpOne()) {
            pause(context);
        }
    }

    /* Nothing can be done until a connection closes; retrying all the time would only cost CPU. */
    private void pause(ChannelHandlerContext context) {
        if (!paused) {
            paused = true;
            context.channel().config().setAutoRead(false);
            Runnable resume = () -> resume(context);
            var unused = context.executor().schedule(resume, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void resume(ChannelHandlerContext context) {
        paused = false;
        reserve.refill();
        ChannelConfig config = context.channel().config();
        if (context.channel().isOpen()) {
            config.setAutoRead(true);
        }
    }

    private void restored(ChannelHandlerContext context) {
        if (!reserve.isWhole() && context.channel().isOpen()) {
            reserve.refill();
        }
    }

    private static boolean isExhausted(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Too many open files");
    }

    private static int port(ChannelHandlerContext context) {
        return context.channel().localAddress() instanceof InetSocketAddress local ? local.getPort() : -1;
    }

    private static @Nullable InetAddress peer(Channel accepted) {
        return accepted.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    }
}
