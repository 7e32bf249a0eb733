package dev.echowall.stream;

import dev.echowall.channel.ChannelOptions;
import java.time.Duration;

/**
 * How far back a stream reaches: whatever is exceeded first.
 *
 * @param ttlMillis 0 for no limit by age
 * @param idMillis how long ids and the last batch of each sender are remembered, whatever the size
 * @param weight bytes of memory that the publications may take up, with all that goes with them ({@link Weight})
 */
public record Retention(int size, long bytes, long ttlMillis, long idMillis, long weight) {
    /** Without a limit to what the publications take up besides their payloads. */
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

    /** The same, and no more memory than that. */
    public Retention within(long most) {
        return most >= weight ? this : new Retention(size, bytes, ttlMillis, idMillis, most);
    }

    /** What was accepted before this time is no longer kept. */
    public long oldestTime(long now) {
        return ttlMillis == 0 ? Long.MIN_VALUE : now - ttlMillis;
    }
}
