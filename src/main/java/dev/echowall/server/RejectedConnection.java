package dev.echowall.server;

import dev.echowall.protocol.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A connection that was accepted only to be refused: sends the response and discards what the client sends for a
 * moment, because closing a socket with unread bytes would reset the connection and lose the response. Confined to the
 * loop that accepts.
 */
final class RejectedConnection extends ChannelInboundHandlerAdapter {
    private final ByteBuf response;
    private final long millis;
    private final boolean untilItGoes;

    /**
     * @param response shared; must not be released
     * @param millis the time limit
     * @param untilItGoes whether to wait until the client closes, or only until it has sent something
     */
    private RejectedConnection(ByteBuf response, long millis, boolean untilItGoes) {
        this.response = response;
        this.millis = millis;
        this.untilItGoes = untilItGoes;
    }

    /** Sends a response on a connection that was just accepted, and closes it. */
    static void say(EventLoop loop, Channel accepted, ByteBuf response, long millis, boolean untilItGoes) {
        accepted.pipeline().addLast(new RejectedConnection(response, millis, untilItGoes));
        loop.register(accepted).addListener(registered -> {
            if (!registered.isSuccess()) {
                accepted.unsafe().closeForcibly();
            }
        });
    }

    /** An HTTP response that can be sent to any number of clients. */
    static ByteBuf answer(Refusal refusal) {
        byte[] body = Responses.body(refusal).toBuffer().getBytes();
        String head = "HTTP/1.1 " + refusal.code().status() + " Service Unavailable\r\n"
                + "content-type: application/json\r\nx-content-type-options: nosniff\r\ncache-control: no-store\r\n"
                + "retry-after: " + Responses.RETRY_SECONDS + "\r\nconnection: close\r\n"
                + "content-length: " + body.length + "\r\n\r\n";
        byte[] bytes = (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(response.duplicate()).addListener(left -> {
            if (left.isSuccess() && context.channel() instanceof DuplexChannel socket) {
                var unused = socket.shutdownOutput();
            }
        });
        Runnable close = () -> close(context);
        var unused = context.executor().schedule(close, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        if (!untilItGoes) {
            close(context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable gone) {
        close(context);
    }

    private static void close(ChannelHandlerContext context) {
        var unused = context.close();
    }
}
