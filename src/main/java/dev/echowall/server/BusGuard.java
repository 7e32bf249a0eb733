package dev.echowall.server;

import dev.echowall.metrics.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection to the event bus as soon as it receives something that cannot be a frame of an instance: its
 * length exceeds the limit or is less than any frame has, it has another version, or it is not complete in time. Vert.x
 * takes any first four bytes as a length and buffers that many bytes: those of an HTTP {@code POST} are 1.3 GB.
 *
 * <p>Confined to the connection's loop.
 */
public final class BusGuard extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(BusGuard.class);

    /** Version, codec, sent or published, and the lengths of address, reply address, sender and headers. */
    private static final int LEAST = 3 + 4 * Integer.BYTES;

    private static final int VERSION = 2;

    /** The time limit for a frame once it has begun, and for the first one to begin. */
    private static final long PATIENCE_SECONDS = 10;

    private final long mostBytes;
    private final long patienceSeconds;
    private final Metrics metrics;
    /** The bytes of the length received so far. */
    private int length;

    private int lengthBytes;
    /** The bytes of the frame still to be received. */
    private long left;

    private boolean versionNext;
    private long frames;
    private @Nullable Future<?> waiting;
    private boolean closed;

    /** @param mostBytes the largest frame */
    public BusGuard(long mostBytes, Metrics metrics) {
        this(mostBytes, PATIENCE_SECONDS, metrics);
    }

    BusGuard(long mostBytes, long patienceSeconds, Metrics metrics) {
        this.mostBytes = mostBytes;
        this.patienceSeconds = patienceSeconds;
        this.metrics = metrics;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        await(context);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        settle();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closed) {
            ReferenceCountUtil.release(message);
            return;
        }
        String fault = message instanceof ByteBuf bytes ? fault(bytes) : null;
        if (fault != null) {
            ReferenceCountUtil.release(message);
            close(context, fault);
            return;
        }
        if (left > 0 || lengthBytes > 0) {
            await(context);
        } else {
            settle();
        }
        context.fireChannelRead(message);
    }

    /** Checks the lengths and versions in these bytes, which it does not change. Returns what is wrong, or null. */
    private @Nullable String fault(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (versionNext) {
                versionNext = false;
                if (bytes.getByte(at) != VERSION) {
                    return "it has another version";
                }
            }
            if (left > 0) {
                int here = (int) Math.min(left, end - at);
                left -= here;
                at += here;
                frames += left == 0 ? 1 : 0;
                continue;
            }
            length = length << Byte.SIZE | bytes.getUnsignedByte(at++);
            if (++lengthBytes == Integer.BYTES) {
                if (length < LEAST || length > mostBytes) {
                    return "it claims " + Integer.toUnsignedString(length) + " bytes";
                }
                left = length;
                lengthBytes = 0;
                length = 0;
                versionNext = true;
            }
        }
        return null;
    }

    /* One timer at a time, whatever begins meanwhile: a busy connection is never between two frames for long. */
    private void await(ChannelHandlerContext context) {
        if (waiting == null) {
            long frame = frames;
            waiting = context.executor().schedule(() -> late(context, frame), patienceSeconds, TimeUnit.SECONDS);
        }
    }

    private void late(ChannelHandlerContext context, long frame) {
        waiting = null;
        if (frames == frame) {
            close(context, "its frame is not complete in time");
        } else if (left > 0 || lengthBytes > 0) {
            await(context);
        }
    }

    private void settle() {
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
    }

    private void close(ChannelHandlerContext context, String fault) {
        closed = true;
        settle();
        metrics.strangerRefused("bus");
        log.atWarn()
                .addKeyValue("remote", context.channel().remoteAddress())
                .addKeyValue("reason", fault)
                .log("closed a connection to the event bus that did not come from an instance");
        var unused = context.close();
    }
}
