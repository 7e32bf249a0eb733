package dev.echowall.session.socket;

import dev.echowall.metrics.Metrics;
import dev.echowall.session.Limits;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.internal.ContextInternal;

/**
 * What the connections of one event loop share.
 *
 * @param waterMark the levels at which a socket counts as full, and as drained again
 */
public record LoopContext(
        ContextInternal context, TimingWheel wheel, Limits limits, Metrics metrics, WriteBufferWaterMark waterMark) {
    private static final long LONGEST_CLOSE = 5_000;
    private static final long LONGEST_TICK = 100;

    public static LoopContext of(ContextInternal context, Limits limits, Metrics metrics) {
        long shortest =
                Math.min(limits.pingInterval().toMillis(), limits.pongTimeout().toMillis());
        long tick = Math.max(1, Math.min(LONGEST_TICK, shortest / 8));
        TimingWheel wheel = new TimingWheel(context.nettyEventLoop(), () -> System.nanoTime() / 1_000_000, tick);
        int high = limits.queueBytes();
        return new LoopContext(context, wheel, limits, metrics, new WriteBufferWaterMark(high / 2, high));
    }

    long pingInterval() {
        return limits.pingInterval().toMillis();
    }

    long pongTimeout() {
        return limits.pongTimeout().toMillis();
    }

    /** ms that the peer has to answer our close frame, and again to close its socket. */
    public long closeTimeout() {
        return Math.min(LONGEST_CLOSE, pongTimeout());
    }

    /**
     * Runs the task with the Vert.x context set, which Netty does not do, so that futures created in it complete there.
     */
    void inContext(Runnable task) {
        ContextInternal before = context.beginDispatch();
        try {
            task.run();
        } finally {
            context.endDispatch(before);
        }
    }
}
