package dev.echowall.session.socket;

import dev.echowall.hub.FrameWriter;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.WriteBacklog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/** The way out of one connection: what was written, how much of it the socket has taken, and the pongs still owed. */
public final class Outbound implements FrameWriter, WriteBacklog.Source {
    /** Pongs that may wait for the socket; beyond, only the latest ping is answered: RFC 6455 section 5.5.3. */
    private static final int PONGS = 64;

    /** What Netty adds to each buffer that waits, when it counts them. */
    private static final int ENTRY_OVERHEAD =
            Integer.getInteger("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    private final ChannelHandlerContext ctx;
    /** The socket itself, where there is nothing between it and us; else null. */
    private final @Nullable Socket direct;

    /** The socket has taken all, as far as we know, and can be asked directly. */
    private boolean clear;

    private final WriteBacklog.@Nullable Share share;
    /** What this socket counts for in the backlog. */
    private long held;
    /** What was written since that was settled, at its cost. */
    private long fresh;
    /** The bytes for which that is the cost. */
    private long basis;

    private long written;
    private int pongs;
    private byte @Nullable [] owedPong;
    private @Nullable Runnable afterFlush;

    public Outbound(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.direct = ctx.channel() instanceof EpollSocketChannel epoll
                        && ctx.pipeline().get(SslHandler.class) == null
                        && epoll.fd() instanceof Socket socket
                ? socket
                : null;
        this.share = WriteBacklog.of(ctx.channel());
        if (share != null) {
            share.attach(this);
        }
    }

    @Override
    public boolean writable() {
        return isClear() || (ctx.channel().isWritable() && (share == null || share.hasRoom()));
    }

    @Override
    public void write(ByteBuf frames) {
        clear = false;
        written += frames.readableBytes();
        count(frames, frames.readableBytes());
        var unused = ctx.write(frames, ctx.voidPromise());
    }

    /**
     * To a socket that has taken all before, straight away. Netty would come to the same system call, but by way of objects
     * that are in no cache any more when there are thousands of sockets. What is not taken goes Netty's way and waits there,
     * as does everything until that has left; what fails goes there too, so that failures are dealt with in one place.
     */
    @Override
    public void deliver(ByteBuf shared) {
        int size = shared.readableBytes();
        int taken = isClear() || nothingWaits() ? send(shared) : 0;
        written += size;
        clear = taken == size;
        if (!clear) {
            ByteBuf rest = shared.retainedSlice(shared.readerIndex() + taken, size - taken);
            count(rest, rest.readableBytes());
            var unused = ctx.writeAndFlush(rest, ctx.voidPromise());
            settle();
        }
        tellFlushed();
    }

    /* A closed socket's number may be another's by now. */
    private boolean isClear() {
        return clear && direct != null && direct.isOpen();
    }

    /* Of a channel that was closed there is no such buffer. */
    private boolean nothingWaits() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() == 0;
    }

    /** @return how many bytes the socket took */
    private int send(ByteBuf shared) {
        Socket socket = direct;
        if (socket == null || !shared.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(shared.memoryAddress(), shared.readerIndex(), shared.writerIndex());
        } catch (IOException e) {
            return 0;
        }
    }

    /** The same with news of when it has left. */
    ChannelFuture writeAndFlush(ByteBuf frame) {
        clear = false;
        written += frame.readableBytes();
        return ctx.writeAndFlush(frame);
    }

    @Override
    public void flush() {
        ctx.flush();
        settle();
        tellFlushed();
    }

    /* Who waits for the same bytes shares their cost: a batch that thousands are slow to take is in memory once. */
    private void count(ByteBuf frames, int size) {
        if (share != null) {
            ByteBuf root = frames.unwrap() == null ? frames : frames.unwrap();
            fresh += size / Math.max(1, root.refCnt() - 1);
            basis += size;
        }
    }

    @Override
    public void settle() {
        if (share == null || (held == 0 && fresh == 0)) {
            return;
        }
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        long pending = buffer == null ? 0 : Math.min(basis, buffer.totalPendingWriteBytes());
        long now = pending == 0 ? 0 : Math.max(1, (held + fresh) * pending / basis);
        share.add(now - held);
        held = now;
        fresh = 0;
        basis = pending;
    }

    @Override
    public void detach() {
        if (share != null) {
            share.add(-held);
        }
        held = 0;
        fresh = 0;
        basis = 0;
    }

    /** From now on this hears of each flush. */
    void afterFlush(Runnable listener) {
        afterFlush = listener;
    }

    private void tellFlushed() {
        if (afterFlush != null) {
            afterFlush.run();
        }
    }

    void pong(byte[] payload) {
        if (pongs >= PONGS || !writable()) {
            owedPong = payload;
            return;
        }
        pongs++;
        ByteBuf frame = Frames.frame(Frames.PONG, payload);
        clear = false;
        written += frame.readableBytes();
        ctx.write(frame).addListener(left -> {
            pongs--;
            if (left.isSuccess() && pongs == 0) {
                sendOwedPong();
            }
        });
    }

    /** Sends the pong that was put off; to be called when the socket takes bytes again. */
    void sendOwedPong() {
        byte[] payload = owedPong;
        if (payload != null && writable()) {
            owedPong = null;
            pong(payload);
            flush();
        }
    }

    public long written() {
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
        clear = false;
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(left -> {
            if (!left.isSuccess() || !shutOutput()) {
                abort();
            }
        });
    }

    /* Directly where that can be: for each channel Netty makes an exception with a stack trace of it. */
    private boolean shutOutput() {
        if (direct != null) {
            try {
                direct.shutdown(false, true);
                return true;
            } catch (IOException | NotYetConnectedException gone) {
                return false;
            }
        }
        if (ctx.channel() instanceof DuplexChannel socket && ctx.pipeline().get(SslHandler.class) == null) {
            var unused = socket.shutdownOutput();
            return true;
        }
        return false;
    }

    public void abort() {
        var unused = ctx.close();
    }
}
