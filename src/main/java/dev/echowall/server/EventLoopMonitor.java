package dev.echowall.server;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Checks that every event loop still runs: each reports once a second. From any thread. */
public final class EventLoopMonitor {
    private static final long EVERY_MILLIS = 1_000;
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<LoopTime> loops = new CopyOnWriteArrayList<>();

    private static final class LoopTime {
        private volatile long last = System.nanoTime();
    }

    /** Must be called on the event loop to be watched. */
    void watch(Vertx vertx) {
        LoopTime loop = new LoopTime();
        loops.add(loop);
        vertx.setPeriodic(EVERY_MILLIS, timer -> loop.last = System.nanoTime());
    }

    boolean alive() {
        long now = System.nanoTime();
        return loops.stream().allMatch(loop -> now - loop.last < DEAD_NANOS);
    }
}
