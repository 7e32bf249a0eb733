package dev.echowall.broker.cluster;

import com.hazelcast.internal.util.Clock;

/**
 * Hazelcast's clock: this machine's as it was at the start, and from there by the time that passes. Hazelcast measures heartbeats
 * by it: by the clock on the wall, members would give each other up whenever somebody sets one right.
 */
public final class ElapsedClock extends Clock.ClockImpl {
    private static final String PROPERTY = "com.hazelcast.clock.impl";

    private final long begun = System.currentTimeMillis();
    private final long nanos = System.nanoTime();

    /** For all of Hazelcast in this process, unless somebody has chosen another one; before any of it is loaded. */
    static void choose() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, ElapsedClock.class.getName());
        }
    }

    @Override
    protected long currentTimeMillis() {
        return begun + (System.nanoTime() - nanos) / 1_000_000;
    }
}
