package dev.echowall.journal;

import java.util.List;
import java.util.Map;

/**
 * What a journal held when it was opened. Each stream and each state of a shard is as it once was; after an orderly stop,
 * as it was last.
 *
 * @param streams by channel
 * @param shards the writer's states
 * @param clean whether the last thing in it is an orderly stop, and nothing was dropped: then nothing is missing
 * @param lastWritten about when the last record was written, in ms since 1970; 0 if there is none
 * @param dropped what could not be used, the first {@link #MOST_DROPPED} of it
 */
public record Restored(
        Map<String, RestoredStream> streams,
        Map<Integer, byte[]> shards,
        boolean clean,
        long lastWritten,
        List<Dropped> dropped) {
    /** So that a large journal with damage at its beginning does not fill the memory with reasons. */
    public static final int MOST_DROPPED = 1_000;
}
