package dev.echowall.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How long tests wait, in one place. On a slow machine every limit is stretched by the system property {@code
 * test.time.factor}. For the test's own thread only: it waits.
 */
public final class TimeLimits {
    private static final double FACTOR = Double.parseDouble(System.getProperty("test.time.factor", "1"));
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 5_000_000;

    private TimeLimits() {}

    /** The time, stretched for this machine. */
    public static Duration stretched(Duration time) {
        return Duration.ofMillis((long) (time.toMillis() * FACTOR));
    }

    /**
     * What is promised of a machine of two cores, on this one as it is just now: what a processor does in a second differs by half
     * from one rented machine to the next, and from hour to hour.
     */
    public static Duration promised(Duration time) {
        return Duration.ofMillis((long) (time.toMillis() * Math.max(FACTOR, MachineSpeed.slowness())));
    }

    /** The result; a future that fails throws its own cause. */
    public static <T> T await(Future<T> future) {
        return await(future, LIMIT);
    }

    /** The result, which must be there within that time. */
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

    /** Returns as soon as it is so; fails with these words when it does not become so. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, LIMIT, condition);
    }

    /** The same, within that time. */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + stretched(limit).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + stretched(limit) + ": " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
