package dev.echowall.stream;

import dev.echowall.channel.ChannelOptions;
import java.time.Duration;

/**
 * Limits to the history of a stream; whichever is exceeded first applies.
 *
 * @param ttlMillis the most age, 0 for no limit
 * @param idMillis how long ids and the last batch of each sender are remembered, independent of the other limits
 * @param weight memory for the publications including overhead ({@link Weight}), in bytes
 */
public record Retention(int size, long bytes, long ttlMillis, long idMillis, long weight) {
    /** No limits. */
    public static final Retention UNLIMITED = new Retention(Integer.MAX_VALUE, Long.MAX_VALUE, 0, Long.MAX_VALUE);

    /** Without a limit to the memory. */
    public Retention(int size, long bytes, long ttlMillis, long idMillis) {
        this(size, bytes, ttlMillis, idMillis, Long.MAX_VALUE);
    }

    public static Retention of(ChannelOptions options, Duration idempotencyWindow) {
        return new Retention(
                options.historySize(),
                options.historyBytes(),
                options.historyTtl().toMillis(),
                idempotencyWindow.toMillis());
    }

    /** The same, with no more than this much memory. */
    public Retention within(long most) {
        return most >= weight ? this : new Retention(size, bytes, ttlMillis, idMillis, most);
    }

    /** The same for ids, without any publication. */
    public Retention nothing() {
        return new Retention(0, 0, ttlMillis, idMillis, weight);
    }

    /** Publications accepted before this time are not kept any more. */
    public long oldestTime(long now) {
        return ttlMillis == 0 ? Long.MIN_VALUE : now - ttlMillis;
    }
}
