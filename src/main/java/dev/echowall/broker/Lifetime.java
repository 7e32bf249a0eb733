package dev.echowall.broker;

import dev.echowall.stream.Retention;

/**
 * How long a channel's stream lives, and what is in it.
 *
 * @param metaMillis how long a stream outlives what was last said
 */
public record Lifetime(Retention retention, long metaMillis) {
    /** The same, keeping no more bytes than that. */
    public Lifetime within(long bytes) {
        return new Lifetime(retention.within(bytes), metaMillis);
    }

    /** Whether there is something to take away. {@code times}: of the last change, of the oldest that is kept, of the oldest id; in ms. */
    public boolean due(long[] times, long now) {
        return now - times[0] > metaMillis
                || times[1] < retention.oldestTime(now)
                || times[2] < now - retention.idMillis();
    }
}
