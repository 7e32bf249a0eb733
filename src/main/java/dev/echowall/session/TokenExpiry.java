package dev.echowall.session;

import dev.echowall.identity.Identity;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time at which a session ends, since the token it was opened with does. One timer, for a session that has such a time;
 * those without have none of this. Confined to its event loop.
 */
public final class TokenExpiry {
    /** A clock may be set, and a timer does not hear of it: so long it may take to be noticed. */
    private static final long LOOK_AGAIN_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final ScheduledExecutorService loop;
    private final long expiresAt;
    private @Nullable Future<?> timer;

    private TokenExpiry(ScheduledExecutorService loop, long expiresAt) {
        this.loop = loop;
        this.expiresAt = expiresAt;
    }

    /** That of this identity, not begun yet; null when it does not expire. */
    public static @Nullable TokenExpiry of(Identity who, ScheduledExecutorService loop) {
        return who.expiresAt() == 0 ? null : new TokenExpiry(loop, who.expiresAt());
    }

    /** How long he is still who he is, at most so long. */
    public static Duration left(Identity who, Duration most) {
        if (who.expiresAt() == 0) {
            return most;
        }
        long millis = Math.max(0, who.expiresAt() * 1000 - System.currentTimeMillis());
        return millis < most.toMillis() ? Duration.ofMillis(millis) : most;
    }

    /** Waits for it; {@code expired} is called once, on the event loop, unless it is cancelled before. */
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
