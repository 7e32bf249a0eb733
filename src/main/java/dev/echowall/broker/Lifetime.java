package dev.echowall.broker;

import dev.echowall.stream.Retention;

/**
 * How long a channel's stream and its contents are kept.
 *
 * @param metaMillis how long a stream is kept after its last publication
 */
public record Lifetime(Retention retention, long metaMillis) {
    /** The same, with no more than this many bytes of history. */
    public Lifetime within(long bytes) {
        return new Lifetime(retention.within(bytes), metaMillis);
    }

    /**
     * Whether there is something to remove.
     *
     * @param times the times of the last change, of the oldest publication and of the oldest id, in ms
     */
    public boolean due(long[] times, long now) {
        return now - times[0] > metaMillis
                || times[1] < retention.oldestTime(now)
                || times[2] < now - retention.idMillis();
    }
}
