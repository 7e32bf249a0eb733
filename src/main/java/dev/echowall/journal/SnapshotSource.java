package dev.echowall.journal;

import java.util.Collection;
import java.util.function.Consumer;

/**
 * Where the journal gets the present state of what it keeps. Called by the journal's thread.
 *
 * <p>A snapshot must be passed on under the lock under which changes of that stream or shard are passed to {@link
 * Journal#write}: otherwise a change made in between would be counted twice, or not at all.
 */
public interface SnapshotSource {
    /** The channels of all streams that are kept. One that begins meanwhile may be missing. */
    Collection<String> channels();

    /** Passes on a {@link JournalRecord.StreamSnapshot}, or nothing if there is no such stream any more. */
    void snapshot(String channel, Consumer<JournalRecord> to);

    /** All shards of which a state is kept. */
    Collection<Integer> shards();

    /** Passes on a {@link JournalRecord.ShardState}, or nothing. */
    void shardState(int shard, Consumer<JournalRecord> to);
}
