package dev.echowall.stream;

import java.util.function.LongSupplier;

/**
 * The time of a stream: the caller's, but it never goes back, and advances hardly faster than elapsed time. Otherwise a
 * clock that jumps an hour ahead would make the stream forget at once what it must recognize.
 *
 * <p>Not thread-safe. In ms.
 */
final class StreamClock {
    /**
     * In tenths: how much faster than elapsed time a stream's time may advance; clocks are corrected more slowly than
     * that.
     */
    private static final long TENTHS = 11;

    private final LongSupplier elapsed;
    private long known;
    private long since;
    private boolean bound;

    /**
     * @param elapsed a clock that cannot be set
     * @param known the latest time so far
     * @param bound whether {@code known} is the present; if not, it is unknown how long ago it was, and the next time
     *     is believed
     */
    StreamClock(LongSupplier elapsed, long known, boolean bound) {
        this.elapsed = elapsed;
        this.known = known;
        this.since = elapsed.getAsLong();
        this.bound = bound;
    }

    /** The latest time so far. */
    long known() {
        return known;
    }

    /** The stream's time when the caller's clock says {@code now}. */
    long time(long now) {
        if (now <= known) {
            return known;
        }
        return bound ? Math.min(now, known + (elapsed.getAsLong() - since) * TENTHS / 10) : now;
    }

    /** A decision was made at that time, here or by another replica. */
    void reached(long time) {
        if (time > known || !bound) {
            known = Math.max(known, time);
            since = elapsed.getAsLong();
            bound = true;
        }
    }

    /** It is not known any more how long ago the latest time was, so the next one is believed. */
    void release() {
        bound = false;
    }
}
