package dev.echowall.broker.cluster;

import com.hazelcast.internal.util.Clock;

/**
 * Hazelcast's clock: this machine's clock at the start, advanced by elapsed time. Hazelcast measures heartbeats with
 * it; with the wall clock, members would give each other up whenever someone corrects a clock.
 */
public final class ElapsedClock extends Clock.ClockImpl {
    private static final String PROPERTY = "com.hazelcast.clock.impl";

    private final long begun = System.currentTimeMillis();
    private final long nanos = System.nanoTime();

    /**
     * Sets it for all of Hazelcast in this process, unless another clock has been chosen. Must be called before
     * Hazelcast is loaded.
     */
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
