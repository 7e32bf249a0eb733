package dev.echowall.server;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Checks that every event loop still runs: each reports once a second. From any thread. */
public final class Heartbeat {
    private static final long EVERY_MILLIS = 1_000;
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<Pulse> pulses = new CopyOnWriteArrayList<>();

    private static final class Pulse {
        private volatile long last = System.nanoTime();
    }

    /** Must be called on the event loop to be watched. */
    void watch(Vertx vertx) {
        Pulse pulse = new Pulse();
        pulses.add(pulse);
        vertx.setPeriodic(EVERY_MILLIS, timer -> pulse.last = System.nanoTime());
    }

    boolean alive() {
        long now = System.nanoTime();
        return pulses.stream().allMatch(pulse -> now - pulse.last < DEAD_NANOS);
    }
}
