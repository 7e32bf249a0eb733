package dev.echowall.session.socket;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.http.HeaderGuard;
import dev.echowall.protocol.http.HeaderGuard.Finding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Comes before Vert.x's HTTP decoder while the connection speaks HTTP: a malformed request is answered with 400, 414 or
 * 431 after those before it, and goes no further. A request that was answered before its body turned out to be
 * malformed gets no second response. The filter leaves with the HTTP handlers when the connection becomes a WebSocket.
 */
public final class RequestFilter extends ChannelDuplexHandler {
    private static final Logger log = LoggerFactory.getLogger(RequestFilter.class);
    private static final long LINGER_MILLIS = 1_000;

    private final HeaderGuard guard = new HeaderGuard();

    private final Metrics metrics;
    private final ChannelHandlerContext http;
    /** Requests that were passed on and not answered yet. */
    private int owed;
    /** How many of them come before the malformed one; negative if there is none. */
    private int turn = -1;

    private boolean over;

    private RequestFilter(Metrics metrics, ChannelHandlerContext http) {
        this.metrics = metrics;
        this.http = http;
    }

    /**
     * Must be called for each connection before anything is read from it; {@link #answered} must be called for each
     * response.
     */
    public static RequestFilter watch(HttpConnection connection, Metrics metrics) {
        ChannelHandlerContext http = ((HttpServerConnection) connection).channelHandlerContext();
        RequestFilter filter = new RequestFilter(metrics, http);
        http.pipeline().addBefore(Upgrade.HTTP_DECODER, "doorkeeper", filter);
        return filter;
    }

    /** The oldest request that was passed on has been answered completely. */
    public void answered() {
        owed--;
        if (turn >= 0 && owed <= turn) {
            // After that response has been written, which is about to happen.
            http.executor().execute(this::refuse);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes) || Upgrade.isUnderWay(context.pipeline())) {
            context.fireChannelRead(message);
            return;
        }
        boolean known = !guard.fault().isEmpty();
        int from = bytes.readerIndex();
        while (guard.look(bytes) == Finding.HEAD) {
            owed++;
            if (!bytes.isReadable()) {
                break;
            }
            // After a head comes another request or, if this one is an upgrade, frames.
            int to = bytes.readerIndex();
            context.fireChannelRead(bytes.retainedSlice(from, to - from));
            from = to;
            if (Upgrade.isUnderWay(context.pipeline())) {
                context.fireChannelRead(bytes);
                return;
            }
        }
        if (guard.fault().isEmpty()) {
            context.fireChannelRead(bytes.readerIndex(from));
        } else {
            bytes.release();
            if (!known) {
                found(context);
            }
        }
    }

    private void found(ChannelHandlerContext context) {
        turn = guard.isInBody() ? 1 : 0;
        if (owed < turn) {
            over = true; // it was answered already, and a second response would be taken for that to the next request
            leave(context);
        } else if (owed == turn) {
            refuse();
        }
        Runnable close = () -> {
            var unused = context.close();
        };
        var unused = context.executor().schedule(close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (over) {
            // Belongs to a request that has been refused meanwhile.
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
        } else {
            var unused = context.write(message, promise);
        }
    }

    private void refuse() {
        ChannelHandlerContext context = http.pipeline().context(this);
        if (over || context == null) {
            return;
        }
        over = true;
        metrics.refused(ErrorCode.BAD_REQUEST.label());
        log.atInfo()
                .addKeyValue("remote", context.channel().remoteAddress())
                .addKeyValue("reason", guard.fault())
                .log("refused a request");
        var unused = context.write(Unpooled.copiedBuffer(answer(), StandardCharsets.UTF_8), context.voidPromise());
        leave(context);
    }

    private static void leave(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(left -> {
            // Closing a socket with unread bytes would reset it and lose the response.
            if (context.channel() instanceof DuplexChannel socket && left.isSuccess()) {
                var unused = socket.shutdownOutput();
            }
        });
    }

    private String answer() {
        ErrorCode code = ErrorCode.BAD_REQUEST;
        String body = "{\"error\":{\"code\":" + code.code() + ",\"name\":\"" + code.label() + "\",\"message\":\""
                + guard.fault() + "\"}}";
        return "HTTP/1.1 " + HttpResponseStatus.valueOf(guard.status())
                + "\r\ncontent-type: application/json\r\ncache-control: no-store\r\n"
                + "connection: close\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }
}
