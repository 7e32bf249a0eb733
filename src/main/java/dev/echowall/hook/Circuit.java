package dev.echowall.hook;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether it makes sense to ask. After some failures in a row it opens: nothing is asked any more, so that clients that come in thousands
 * need not wait for the timeout each, and the application can recover. After a pause one question is let through; its answer closes the
 * circuit, its failure begins another pause. May be used from any thread.
 */
final class Circuit {
    /** The failures in a row that open it. */
    static final int FAILURES = 5;

    static final Duration PAUSE = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private int failures;
    private long askedAgain;

    /** @param nanos the clock, as {@link System#nanoTime} */
    Circuit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether to ask now. In an open circuit, one question per pause. */
    synchronized boolean admits() {
        if (failures < FAILURES) {
            return true;
        }
        long now = nanos.getAsLong();
        if (now - askedAgain < 0) {
            return false;
        }
        askedAgain = now + PAUSE.toNanos();
        return true;
    }

    synchronized void failed() {
        if (failures < FAILURES) {
            failures++;
        }
        askedAgain = nanos.getAsLong() + PAUSE.toNanos();
    }

    synchronized void answered() {
        failures = 0;
    }

    synchronized boolean isOpen() {
        return failures >= FAILURES;
    }
}
