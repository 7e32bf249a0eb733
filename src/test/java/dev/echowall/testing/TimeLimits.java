package dev.echowall.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The time limits of all tests. For slow machines the system property {@code test.time.factor} multiplies them. For the
 * test's own thread only, because it blocks.
 */
public final class TimeLimits {
    private static final double FACTOR = Double.parseDouble(System.getProperty("test.time.factor", "1"));
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long SHORTEST_PAUSE_NANOS = 5_000_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;
    /** A pause may be this part of the time waited so far, so that nobody waits for much longer than necessary. */
    private static final int PART = 10;

    private TimeLimits() {}

    /** The time, multiplied for this machine. */
    public static Duration stretched(Duration time) {
        return Duration.ofMillis((long) (time.toMillis() * FACTOR));
    }

    /**
     * A guarantee that is stated for a machine with two cores, scaled by this machine's current speed: the speed of
     * rented machines differs by half, and varies by the hour.
     */
    public static Duration promised(Duration time) {
        return Duration.ofMillis((long) (time.toMillis() * Math.max(FACTOR, MachineSpeed.slowness())));
    }

    /** The result; if the future fails, throws its cause. */
    public static <T> T await(Future<T> future) {
        return await(future, LIMIT);
    }

    /** The result; fails if it is not available in time. */
    public static <T> T await(Future<T> future, Duration limit) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(stretched(limit).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no result within " + stretched(limit), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns as soon as the condition is true; fails with this description if it does not become true. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, LIMIT, condition);
    }

    /**
     * The same, within that time. It looks every few milliseconds at first, later less often: to look may mean an HTTP
     * request or a call to a browser, and takes time from what is waited for.
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        long begin = System.nanoTime();
        long deadline = begin + stretched(limit).toNanos();
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - deadline > 0) {
                throw new AssertionError("not within " + stretched(limit) + ": " + what);
            }
            LockSupport.parkNanos(Math.min(LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, (now - begin) / PART)));
        }
    }
}
