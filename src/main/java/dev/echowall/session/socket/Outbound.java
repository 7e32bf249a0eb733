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

/** The sending side of one connection: what was written, how much of it the socket has accepted, and pending pongs. */
public final class Outbound implements FrameWriter, WriteBacklog.Source {
    /** The most pongs waiting for the socket; beyond it, only the latest ping is answered: RFC 6455 section 5.5.3. */
    private static final int PONGS = 64;

    /** What Netty adds to the size of each queued buffer. */
    private static final int ENTRY_OVERHEAD =
            Integer.getInteger("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    /** What was written is added to the backlog when it is flushed, or when it is as much as this. */
    private static final int LARGE = 16 * 1024;

    private final ChannelHandlerContext ctx;
    /** The socket itself if there is nothing in between, such as TLS; else null. */
    private final @Nullable Socket direct;

    /** As far as we know, the socket has accepted everything and can be written directly. */
    private boolean clear;

    private final WriteBacklog.@Nullable Share share;
    /** This socket's contribution to the backlog. */
    private long held;
    /** The cost of what was written since the last update. */
    private long fresh;
    /** The number of bytes with that cost. */
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

    /**
     * Whether a page of publications may be written. A single publication usually fits into what the system keeps for a
     * socket that has accepted everything before; a page may not, so it depends on what waits for all sockets.
     */
    boolean mayWritePage() {
        return ctx.channel().isWritable() && (share == null || share.hasRoom());
    }

    @Override
    public void write(ByteBuf frames) {
        clear = false;
        written += frames.readableBytes();
        count(frames, frames.readableBytes());
        var unused = ctx.write(frames, ctx.voidPromise());
        if (fresh >= LARGE) {
            settle(); // others may write before this is flushed
        }
    }

    /**
     * If the socket has accepted everything before, writes to it directly. Netty would make the same system call in the
     * end, but touch objects on the way that are in no CPU cache if there are thousands of sockets. What the socket
     * does not accept goes through Netty's queue, and so does everything after it until that is empty; errors go there
     * as well, so that they are handled in one place.
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

    /* The descriptor of a closed socket may belong to another one by now. */
    private boolean isClear() {
        return clear && direct != null && direct.isOpen();
    }

    /* A closed channel has no such buffer. */
    private boolean nothingWaits() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() == 0;
    }

    /** @return how many bytes the socket accepted */
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

    /** The same, with a future for when it has been written. */
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

    /* Bytes that many sockets wait for are in memory only once, so the sockets share their cost. */
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

    /** From now on the listener is called after each flush. */
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

    /** Sends the postponed pong; must be called when the socket accepts bytes again. */
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

    /** Whether something is waiting for the socket. */
    boolean waiting() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer != null && !buffer.isEmpty();
    }

    /** Changes whenever the socket accepts bytes; without TLS it is their number. */
    long taken() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        if (buffer == null) {
            return written;
        }
        long pending = buffer.totalPendingWriteBytes() - (long) ENTRY_OVERHEAD * buffer.size();
        return written - pending + buffer.currentProgress();
    }

    /** After everything written so far, shuts down our side of the socket, so that the peer reads its end. */
    void shut() {
        clear = false;
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(left -> {
            if (!left.isSuccess() || !shutOutput()) {
                abort();
            }
        });
    }

    /* Directly if possible, because for each channel Netty creates an exception with a stack trace. */
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
