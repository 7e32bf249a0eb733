package dev.echowall.session;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.HeaderGuard;
import dev.echowall.protocol.HeaderGuard.Finding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before Vert.x's HTTP decoder as long as the connection speaks HTTP: a request with an odd head is answered 400, 414 or 431 and
 * goes no further. It leaves with the HTTP handlers when the connection becomes a WebSocket.
 */
public final class Doorkeeper extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Doorkeeper.class);
    private static final long LINGER_MILLIS = 1_000;

    private final HeaderGuard guard = new HeaderGuard();

    private final Metrics metrics;

    private Doorkeeper(Metrics metrics) {
        this.metrics = metrics;
    }

    /** To be called for each connection before anything is read from it. */
    public static void watch(HttpConnection connection, Metrics metrics) {
        ChannelHandlerContext http = ((HttpServerConnection) connection).channelHandlerContext();
        http.pipeline().addBefore(Upgrade.HTTP_DECODER, "doorkeeper", new Doorkeeper(metrics));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes) || Upgrade.isUnderWay(context.pipeline())) {
            context.fireChannelRead(message);
            return;
        }
        boolean refused = !guard.fault().isEmpty();
        int from = bytes.readerIndex();
        while (guard.look(bytes) == Finding.HEAD && bytes.isReadable()) {
            // What stands behind a head is another request or, if this one makes it a WebSocket, frames.
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
            if (!refused) {
                refuse(context);
            }
        }
    }

    private void refuse(ChannelHandlerContext context) {
        metrics.refused(ErrorCode.BAD_REQUEST.label());
        log.atInfo()
                .addKeyValue("remote", context.channel().remoteAddress())
                .addKeyValue("reason", guard.fault())
                .log("refused a request");
        context.writeAndFlush(Unpooled.copiedBuffer(answer(), StandardCharsets.UTF_8))
                .addListener(left -> {
                    // Closing over unread bytes would reset the socket and take the answer with it.
                    if (context.channel() instanceof DuplexChannel socket && left.isSuccess()) {
                        var unused = socket.shutdownOutput();
                    }
                });
        Runnable close = () -> {
            var unused = context.close();
        };
        var unused = context.executor().schedule(close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
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
