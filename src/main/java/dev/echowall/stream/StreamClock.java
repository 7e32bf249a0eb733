package dev.echowall.stream;

import java.util.function.LongSupplier;

/**
 * The time a stream lives by: that of the one who asks, but never back, and hardly faster than time really passes. A
 * source that jumps an hour ahead would make the stream forget at once whatever it is to recognise.
 *
 * <p>Not thread-safe. In ms.
 */
final class StreamClock {
    /** Of ten: so much faster than the time that passes a stream may follow; clocks are corrected more slowly than that. */
    private static final long TENTHS = 11;

    private final LongSupplier elapsed;
    private long known;
    private long since;
    private boolean bound;

    /**
     * @param elapsed what no clock on the wall moves
     * @param known the latest time so far
     * @param bound whether that was just now; else nobody knows how long ago, and the next time is believed
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

    /** What time it is when somebody says that it is {@code now}. */
    long time(long now) {
        if (now <= known) {
            return known;
        }
        return bound ? Math.min(now, known + (elapsed.getAsLong() - since) * TENTHS / 10) : now;
    }

    /** It was that time when something was decided, here or by another who said so. */
    void reached(long time) {
        if (time > known || !bound) {
            known = Math.max(known, time);
            since = elapsed.getAsLong();
            bound = true;
        }
    }
}
