package dev.echowall.session;

import dev.echowall.identity.Identity;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a session when the token expires that it was opened with. One timer; sessions whose identity does not expire have none.
 * Confined to its event loop.
 */
public final class TokenExpiry {
    /** How long it may take until a change of the system's clock is noticed, which timers do not follow. */
    private static final long LOOK_AGAIN_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final ScheduledExecutorService loop;
    private final long expiresAt;
    private @Nullable Future<?> timer;

    private TokenExpiry(ScheduledExecutorService loop, long expiresAt) {
        this.loop = loop;
        this.expiresAt = expiresAt;
    }

    /** The one for this identity, not started yet; null if the identity does not expire. */
    public static @Nullable TokenExpiry of(Identity who, ScheduledExecutorService loop) {
        return who.expiresAt() == 0 ? null : new TokenExpiry(loop, who.expiresAt());
    }

    /** How long the identity is still valid, but at most this long. */
    public static Duration left(Identity who, Duration most) {
        if (who.expiresAt() == 0) {
            return most;
        }
        long millis = Math.max(0, who.expiresAt() * 1000 - System.currentTimeMillis());
        return millis < most.toMillis() ? Duration.ofMillis(millis) : most;
    }

    /** Starts the timer; {@code expired} is called once, on the event loop, unless it is cancelled before. */
    public void start(Runnable expired) {
        long left = expiresAt * 1000 - System.currentTimeMillis();
        timer = loop.schedule(
                () -> {
                    if (expiresAt * 1000 <= System.currentTimeMillis()) {
                        expired.run();
                    } else {
                        start(expired);
                    }
                },
                Math.max(0, Math.min(left, LOOK_AGAIN_MILLIS)),
                TimeUnit.MILLISECONDS);
    }

    /** The session has ended. */
    public void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
