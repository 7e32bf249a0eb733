package dev.echowall.tools.link;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The delay before the next attempt: random between zero and a limit that doubles each time ("full jitter"), so that a
 * thousand clients cut off together do not reconnect together.
 */
public final class Backoff {
    private final long base;
    private final long cap;
    private final DoubleSupplier random;
    private long ceiling;

    /** @param random returns numbers from 0 inclusive to 1 exclusive */
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

    /**
     * After a connection that lasted, the delays start over; after one that was cut at once they do not, so that the
     * server is not overloaded.
     */
    public void lasted(Duration connected) {
        if (connected.toMillis() >= cap) {
            ceiling = base;
        }
    }
}
