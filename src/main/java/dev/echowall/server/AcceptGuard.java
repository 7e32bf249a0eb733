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
 * Stands where a server socket accepts, before anything is made for a connection: it sends away whom the {@link ConnectionLimit} does
 * not let in, and, when the process has no descriptors left, everybody, at once and by name; but probes and other instances,
 * at ports of their own, are let in with what is kept for it. Netty would stop accepting for a second each time, with a stack
 * trace in the log, and leave new clients waiting.
 *
 * <p>One for each server socket; confined to the loop that accepts.
 */
public final class AcceptGuard extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AcceptGuard.class);

    /** Connections that are being told no at once; beyond it they are closed without a word. */
    private static final int MAX_REJECTIONS = 256;

    private static final long FAREWELL_MILLIS = 1_000;

    /** Each keeps a descriptor of the reserve. */
    private static final long SHORT_MILLIS = 30;

    private static final String EXHAUSTED = "this node has no descriptors left, another one may answer";

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
     * @param connectionLimit of the public port; what comes at another one is not counted
     * @param http whether an answer would be understood
     * @param first makes what is to see all that comes over an accepted connection, before anything else
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
        // Accepted with the last descriptor there was, if the reserve cannot be made whole beside it.
        if (!reserve.isWhole() && !reserve.refill()) {
            if (counted) {
                connectionLimit.shortage().refused();
                refuse(context, accepted, new Refusal(ErrorCode.TOO_MANY, EXHAUSTED), SHORT_MILLIS, false);
            } else {
                // Who asks whether this instance lives, or another instance: for them the reserve is.
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

    /* Nothing can be done until a connection goes; trying again and again would only cost processor time. */
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
