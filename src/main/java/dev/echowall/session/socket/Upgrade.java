package dev.echowall.session.socket;

import dev.echowall.protocol.http.Handshake;
import dev.echowall.protocol.websocket.Deflate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.logging.LoggingHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * Takes over a connection from Vert.x's HTTP server: Vert.x answers the handshake, then its handlers leave the
 * pipeline, and with them everything that the request held in memory.
 */
public final class Upgrade {
    static final String HTTP_DECODER = "httpDecoder";
    private static final String FRAMES = "frames";

    private Upgrade() {}

    /** Sets the headers of the response; the request has passed {@link Handshake#refusal}. */
    static void answer(HttpServerRequest request, @Nullable Deflate deflate, @Nullable String subprotocol) {
        HttpServerResponse response = request.response();
        response.putHeader("Upgrade", "websocket");
        response.putHeader("Connection", "Upgrade");
        response.putHeader("Sec-WebSocket-Accept", Handshake.accept(request.getHeader("Sec-WebSocket-Key")));
        if (subprotocol != null) {
            response.putHeader("Sec-WebSocket-Protocol", subprotocol);
        }
        if (deflate != null) {
            response.putHeader("Sec-WebSocket-Extensions", deflate.answer());
        }
    }

    /** Sends the response and opens the connection. */
    public static void open(HttpServerRequest request, Connection connection, LoopContext loop) {
        ChannelHandlerContext http = ((HttpServerConnection) request.connection()).channelHandlerContext();
        // Before the HTTP decoder is removed: at its removal it passes on what it has not read, which may be frames
        // already.
        http.pipeline().addAfter(HTTP_DECODER, FRAMES, connection);
        request.toNetSocket().onComplete(socket -> {
            // In a separate turn, because the last part of the request is still on its way through the handlers that
            // are removed.
            http.channel().eventLoop().execute(() -> {
                if (socket.failed()) {
                    connection.abort();
                } else {
                    take(http.channel(), connection, loop);
                }
            });
        });
    }

    /** Whether what arrives next is frames. */
    static boolean isUnderWay(ChannelPipeline pipeline) {
        return pipeline.get(FRAMES) != null;
    }

    private static void take(Channel channel, Connection connection, LoopContext loop) {
        strip(channel.pipeline(), connection);
        channel.config().setWriteBufferWaterMark(loop.waterMark()).setAutoRead(true);
        connection.opened();
    }

    private static void strip(ChannelPipeline pipeline, Connection connection) {
        for (ChannelHandler each : pipeline.toMap().values()) {
            if (each != connection && !(each instanceof SslHandler) && !(each instanceof LoggingHandler)) {
                pipeline.remove(each);
            }
        }
    }
}
