package dev.echowall.tools.link;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A task to run when the process is told to end, for example by Ctrl-C, unless it is removed before. */
public final class ShutdownHook {
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Thread hook;

    public ShutdownHook(Runnable task) {
        this(task, Duration.ZERO);
    }

    /** @param timeout how long the process then waits for the hook to be removed */
    public ShutdownHook(Runnable task, Duration timeout) {
        hook = new Thread(() -> say(task, timeout), "goodbye");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void say(Runnable task, Duration timeout) {
        task.run();
        try {
            cancelled.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void cancel() {
        cancelled.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is already running.
        }
    }
}
