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
 * The bytes that were written to the sockets of one event loop and not accepted by them yet. Streams (WebSockets,
 * Server-Sent Events) continue while it is below half of the limit, and wait at their cursors above that; responses to
 * requests are sent up to the limit. Above half of it, sockets that accept nothing are cut off, longest first, so that
 * clients that do not read do not keep others from being answered. Confined to its event loop.
 */
public final class WriteBacklog {
    /** A response of this size is always sent to a client that has read everything before. */
    static final int SMALL = 16 * 1024;

    private static final Logger log = LoggerFactory.getLogger(WriteBacklog.class);
    private static final AttributeKey<Share> SHARE = AttributeKey.valueOf("echowall.backlog");
    private static final long LOOK_MILLIS = 100;
    /** One check for several responses is enough, however many are sent at once. */
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

    /** Must be called for each connection before anything is written to it. */
    public void opened(HttpConnection connection) {
        Channel channel = channel(connection);
        Share share = new Share(channel);
        channel.attr(SHARE).set(share);
        channel.closeFuture().addListener(share);
    }

    /** The share of this connection; null if it is not counted. */
    public static @Nullable Share of(HttpConnection connection) {
        return of(channel(connection));
    }

    public static @Nullable Share of(Channel channel) {
        return channel.attr(SHARE).get();
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /** Counts what it writes to a socket itself, and reports it when asked. Called on the event loop. */
    public interface Source {
        /** Reports to its {@link Share} how much of what was counted is still unread. */
        void settle();

        /** Another source counts for this connection from now on. */
        void detach();
    }

    /** The share of one connection. */
    public final class Share implements ChannelFutureListener {
        private final Channel channel;
        private @Nullable Source stream;
        private long bytes;
        private boolean closed;
        /** The unread bytes at the last check, and since when they have not changed. */
        private long waited;

        private long since;

        private Share(Channel channel) {
            this.channel = channel;
        }

        /** Whether a response of this size may be sent now; if so, {@link #add} must follow. */
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

        /** This many more bytes, or fewer, are waiting for the socket. */
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

        /**
         * Whether a stream may write more to this socket. If not, the channel's writability changes when it may again.
         */
        public boolean hasRoom() {
            if (!isPressed() || (bytes == 0 && total < limit)) {
                return true;
            }
            waiting.add(this);
            lookLater();
            return false;
        }

        /** From now on the connection is a stream that counts what it writes, and reports it when asked. */
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
            // With a reset, because otherwise the system would keep the unread bytes for minutes.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var unused = channel.close();
            close();
        }

        /** The connection is closed, so nothing is waiting for it any more. */
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
            log.atInfo().addKeyValue("connections", cut).log("cut off connections that did not read");
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
