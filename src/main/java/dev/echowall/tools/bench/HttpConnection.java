package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * A connection on which requests are written when they are due, and responses are counted. Confined to its event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    /** The owner; called on its event loop. */
    interface Owner {
        void opened(HttpConnection connection);

        void answered(int status);

        /** The connection has ended with this many unanswered requests. */
        void over(HttpConnection connection, int unanswered);
    }

    private final Channel channel;
    private final Owner owner;
    private int unanswered;
    private int status;

    HttpConnection(Channel channel, Owner owner) {
        this.channel = channel;
        this.owner = owner;
    }

    ByteBuf buffer(int bytes) {
        return channel.alloc().buffer(bytes);
    }

    /** Writes a request without flushing. */
    void send(FullHttpRequest request) {
        unanswered++;
        var unused = channel.write(request);
    }

    void flush() {
        channel.flush();
    }

    void close() {
        var unused = channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        owner.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            status = response.status().code();
        }
        if (message instanceof LastHttpContent && HttpStatusClass.valueOf(status) != HttpStatusClass.INFORMATIONAL) {
            unanswered--;
            owner.answered(status);
        }
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        owner.over(this, unanswered);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close();
    }
}
