package dev.echowall.session;

import dev.echowall.protocol.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** The way out of one connection: what was written, how much of it the socket has taken, and the pongs still owed. */
final class Outbound {
    /** Pongs that may wait for the socket; beyond, only the latest ping is answered: RFC 6455 section 5.5.3. */
    private static final int PONGS = 64;

    /** What Netty adds to each buffer that waits, when it counts them. */
    private static final int ENTRY_OVERHEAD =
            Integer.getInteger("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    private final ChannelHandlerContext ctx;
    private long written;
    private int pongs;
    private byte @Nullable [] owed;

    Outbound(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    boolean writable() {
        return ctx.channel().isWritable();
    }

    /** Takes over the buffer, and does not flush. */
    void write(ByteBuf frames) {
        written += frames.readableBytes();
        var unused = ctx.write(frames, ctx.voidPromise());
    }

    /** The same with news of when it has left. */
    ChannelFuture writeAndFlush(ByteBuf frame) {
        written += frame.readableBytes();
        return ctx.writeAndFlush(frame);
    }

    void flush() {
        ctx.flush();
    }

    void pong(byte[] payload) {
        if (pongs >= PONGS || !writable()) {
            owed = payload;
            return;
        }
        pongs++;
        ByteBuf frame = Frames.frame(Frames.PONG, payload);
        written += frame.readableBytes();
        ctx.write(frame).addListener(left -> {
            pongs--;
            if (left.isSuccess() && pongs == 0) {
                payDebt();
            }
        });
    }

    /** Sends the pong that was put off; to be called when the socket takes bytes again. */
    void payDebt() {
        byte[] payload = owed;
        if (payload != null && writable()) {
            owed = null;
            pong(payload);
            flush();
        }
    }

    long written() {
        return written;
    }

    /** Whether something waits for the socket. */
    boolean waiting() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer != null && !buffer.isEmpty();
    }

    /** Changes whenever the socket takes bytes; without TLS it is their number. */
    long taken() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        if (buffer == null) {
            return written;
        }
        long pending = buffer.totalPendingWriteBytes() - (long) ENTRY_OVERHEAD * buffer.size();
        return written - pending + buffer.currentProgress();
    }

    /** After everything written so far: shuts our side of the socket, so that the peer reads its end. */
    void shut() {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(left -> {
            Channel channel = ctx.channel();
            if (left.isSuccess()
                    && channel instanceof DuplexChannel socket
                    && ctx.pipeline().get(SslHandler.class) == null) {
                var unused = socket.shutdownOutput();
            } else {
                abort();
            }
        });
    }

    void abort() {
        var unused = ctx.close();
    }
}
