package dev.echowall.stream;

import dev.echowall.channel.ChannelOptions;
import java.time.Duration;

/**
 * How far back a stream reaches: whatever is exceeded first.
 *
 * @param ttlMillis 0 for no limit by age
 * @param idMillis how long ids and the last batch of each sender are remembered, whatever the size
 */
public record Bounds(int size, long bytes, long ttlMillis, long idMillis) {
    public static Bounds of(ChannelOptions options, Duration idempotencyWindow) {
        return new Bounds(
                options.historySize(),
                options.historyBytes(),
                options.historyTtl().toMillis(),
                idempotencyWindow.toMillis());
    }

    /** What was accepted before this time is no longer kept. */
    public long oldestTime(long now) {
        return ttlMillis == 0 ? Long.MIN_VALUE : now - ttlMillis;
    }
}
