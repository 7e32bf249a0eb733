package dev.echowall.tools.link;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: anything between nothing and a ceiling that doubles each time ("full
 * jitter"), so that a thousand clients cut off together do not come back together.
 */
public final class Backoff {
    private final long base;
    private final long cap;
    private final DoubleSupplier random;
    private long ceiling;

    /** @param random gives numbers from 0 inclusive to 1 exclusive */
    public Backoff(Duration base, Duration cap, DoubleSupplier random) {
        this.base = base.toMillis();
        this.cap = cap.toMillis();
        this.random = random;
        this.ceiling = this.base;
    }

    public Duration next() {
        long delay = (long) (random.getAsDouble() * ceiling);
        ceiling = ceiling >= cap / 2 ? cap : ceiling * 2;
        return Duration.ofMillis(delay);
    }

    /** A connection that lasted is a new start; one that is cut at once is not, or its server would be hammered. */
    public void lasted(Duration connected) {
        if (connected.toMillis() >= cap) {
            ceiling = base;
        }
    }
}
