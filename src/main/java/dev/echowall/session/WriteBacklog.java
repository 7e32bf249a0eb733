package dev.echowall.session;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was said to the sockets of one event loop and not taken by them yet, in bytes. Streams (WebSockets, Server-Sent Events)
 * go on as long as it is below half of the limit, and wait at their cursors beyond; answers to requests are given up to the
 * limit. From half of it on, sockets that take nothing are cut off, longest first: who does not read must not keep the
 * others from being answered. Confined to its event loop.
 */
public final class WriteBacklog {
    /** An answer of that size is given in any case to one who has taken what he was told before. */
    static final int SMALL = 16 * 1024;

    private static final Logger log = LoggerFactory.getLogger(WriteBacklog.class);
    private static final AttributeKey<Share> SHARE = AttributeKey.valueOf("echowall.backlog");
    private static final long LOOK_MILLIS = 100;
    /** Once a look per answer is enough, however many ask at once. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final EventLoop loop;
    private final long limit;
    private final Metrics metrics;
    private final Set<Share> unread = new HashSet<>();
    private Set<Share> waiting = new LinkedHashSet<>();
    private long total;
    private boolean looking;
    private long looked = System.nanoTime() - LOOK_AGAIN_NANOS;

    /** @param limit in bytes */
    public WriteBacklog(EventLoop loop, long limit, Metrics metrics) {
        this.loop = loop;
        this.limit = limit;
        this.metrics = metrics;
    }

    /** To be called for each connection before anything is said to it. */
    public void opened(HttpConnection connection) {
        Channel channel = channel(connection);
        Share share = new Share(channel);
        channel.attr(SHARE).set(share);
        channel.closeFuture().addListener(share);
    }

    /** The share of this connection; null when nobody counts it. */
    public static @Nullable Share of(HttpConnection connection) {
        return of(channel(connection));
    }

    public static @Nullable Share of(Channel channel) {
        return channel.attr(SHARE).get();
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /** What counts by itself what it says to a socket, and says so when it is asked to. Called on the event loop. */
    public interface Source {
        /** Tells its {@link Share} how much of what was counted still waits. */
        void settle();

        /** Another one counts for this connection from now on. */
        void detach();
    }

    /** Of one connection. */
    public final class Share implements ChannelFutureListener {
        private final Channel channel;
        private @Nullable Source stream;
        private long bytes;
        private boolean closed;
        /** What waited in the socket when it was last looked at, and since when that has not changed. */
        private long waited;

        private long since;

        private Share(Channel channel) {
            this.channel = channel;
        }

        /** Whether an answer of so many bytes may be given now; if so, {@link #add} is to follow. */
        public boolean admits(int size) {
            if (total >= limit) {
                lookNow();
            }
            boolean admitted = total < limit || bytes + size <= SMALL;
            if (!admitted) {
                metrics.refused(ErrorCode.BUSY.label());
            }
            return admitted;
        }

        /** So many bytes more are waiting for the socket, or less. */
        public void add(long more) {
            if (closed || more == 0) {
                return;
            }
            if (bytes == 0) {
                unread.add(this);
                waited = -1;
                since = System.nanoTime();
            }
            bytes += more;
            total += more;
            if (bytes == 0) {
                unread.remove(this);
            }
            if (isPressed()) {
                lookLater();
            }
        }

        /** Whether more of a stream may wait for this socket. When it is not, and may again, the channel's writability changes. */
        public boolean hasRoom() {
            if (!isPressed() || (bytes == 0 && total < limit)) {
                return true;
            }
            waiting.add(this);
            lookLater();
            return false;
        }

        /** From now on the connection is a stream that counts what it writes, when it is asked to settle. */
        public void attach(Source newest) {
            if (stream != null) {
                stream.detach();
            }
            stream = newest;
        }

        private void look(long now) {
            if (stream != null) {
                stream.settle();
            }
            ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
            long left = buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
            if (left != waited) {
                waited = left;
                since = now;
            }
        }

        private void cut() {
            // By a reset, or the system would keep for minutes what nobody reads.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var unused = channel.close();
            close();
        }

        /** The connection is closed: nothing waits for it any more. */
        @Override
        public void operationComplete(ChannelFuture channelClosed) {
            close();
        }

        private void close() {
            if (!closed) {
                add(-bytes);
                closed = true;
                waiting.remove(this);
            }
        }
    }

    private boolean isPressed() {
        return total >= (limit + 1) / 2;
    }

    private void lookNow() {
        long now = System.nanoTime();
        if (now - looked < LOOK_AGAIN_NANOS) {
            return;
        }
        looked = now;
        List.copyOf(unread).forEach(share -> share.look(now));
        if (isPressed()) {
            cutStalled(now);
        }
        if (!isPressed() && !waiting.isEmpty()) {
            Set<Share> awaited = waiting;
            waiting = new LinkedHashSet<>();
            awaited.forEach(share -> share.channel.pipeline().fireChannelWritabilityChanged());
        }
    }

    private void cutStalled(long now) {
        List<Share> stalled = new ArrayList<>(unread);
        stalled.removeIf(share -> now - share.since < STALLED_NANOS);
        stalled.sort(Comparator.comparingLong(share -> share.since));
        int cut = 0;
        while (cut < stalled.size() && isPressed()) {
            stalled.get(cut++).cut();
        }
        if (cut > 0) {
            metrics.unreadCut(cut);
            log.atInfo().addKeyValue("connections", cut).log("cut off who took nothing of what was said to them");
        }
    }

    private void lookLater() {
        if (!looking) {
            looking = true;
            var unused = loop.schedule(this::lookAgain, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAgain() {
        looking = false;
        lookNow();
        if (isPressed() || !waiting.isEmpty()) {
            lookLater();
        }
    }
}
