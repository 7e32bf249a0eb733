package dev.echowall.journal;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which streams and states of shards are to be written again. Those that the journal does not know come first; then, if
 * much of what is on disk is not needed any more, those that begin in the oldest segment, so that it can be deleted. Always
 * the oldest: what ended a stream is in a later segment than the stream, so no stream comes back. For one thread.
 *
 * <p>A few at a time, because new records wait meanwhile.
 */
final class Compaction {
    /** About so many bytes are written again at a time when nothing is appended. */
    private static final long BITE = 1 << 18;

    /** If the oldest segment is still needed after all, before it is looked at again. */
    private static final long PAUSE_NANOS = 1_000_000_000;

    private static final Logger log = LoggerFactory.getLogger(Compaction.class);

    private final LiveRecords live;
    private final long segmentBytes;
    private final Set<Object> unknown = new LinkedHashSet<>();
    private final Deque<Object> moving = new ArrayDeque<>();
    /** The segments up to this one are being emptied; 0 for none. */
    private long victim;

    private long notBefore;
    private boolean stopped;

    Compaction(LiveRecords live, long segmentBytes) {
        this.live = live;
        this.segmentBytes = segmentBytes;
    }

    /** The journal needs a snapshot of it. */
    void want(Object key) {
        unknown.add(key);
    }

    void wantAll(Collection<?> keys) {
        unknown.addAll(keys);
    }

    /** Whether it needs snapshots that the journal does not know at all. */
    boolean wantsUnknown() {
        return !unknown.isEmpty();
    }

    /** Whether there is something to do now. */
    boolean isBusy() {
        return !unknown.isEmpty() || victim != 0;
    }

    /** From now on it only asks for what the journal does not know. */
    void stop() {
        stopped = true;
        moving.clear();
        victim = 0;
    }

    void clear() {
        unknown.clear();
        moving.clear();
        victim = 0;
    }

    /**
     * Looks whether the oldest segment is to be emptied; several, if they are small and much is appended. What is on disk may be twice what is needed and one segment more;
     * it begins earlier, because while it copies it needs more.
     */
    void look(SegmentWriter segments, long appended, long now) {
        long waste = segments.bytes() - live.bytes();
        if (!stopped
                && victim == 0
                && now - notBefore >= 0
                && segments.oldest() < segments.number()
                && waste > (live.bytes() + segmentBytes) / 4 * 3) {
            victim = segments.oldestWith(appended);
            for (long each = segments.oldest(); each <= victim; each++) {
                moving.addAll(live.beginningIn(each));
            }
        }
    }

    /** Whether all of them has been written again, so that they can be deleted after a sync. */
    boolean isEmptied() {
        return victim != 0 && moving.isEmpty() && unknown.isEmpty();
    }

    /**
     * What can be deleted has been.
     *
     * @param oldest the oldest segment that is left
     */
    void emptied(long oldest, long now) {
        if (oldest <= victim) {
            notBefore = now + PAUSE_NANOS;
        }
        victim = 0;
    }

    /**
     * Has the next few written again: twice as many bytes as were appended meanwhile, because less would never be enough
     * while records come without a pause.
     */
    void bite(SnapshotSource source, Consumer<QueuedRecord> to, long appended, long now) {
        long[] left = {BITE + 2 * appended};
        while (left[0] > 0 && !(unknown.isEmpty() && moving.isEmpty())) {
            Object key;
            if (unknown.isEmpty()) {
                key = moving.remove();
                if (live.segment(key) > victim) {
                    continue;
                }
            } else {
                key = unknown.iterator().next();
                unknown.remove(key);
            }
            snapshot(source, key, record -> {
                QueuedRecord queued = QueuedRecord.of(record, now);
                left[0] -= queued.body().length;
                to.accept(queued);
            });
        }
    }

    private void snapshot(SnapshotSource source, Object key, Consumer<JournalRecord> to) {
        boolean[] given = {false};
        Consumer<JournalRecord> once = record -> {
            to.accept(record);
            given[0] = true;
        };
        try {
            if (key instanceof Integer shard) {
                source.shardState(shard, once);
            } else {
                source.snapshot((String) key, once);
            }
        } catch (RuntimeException failed) {
            log.atError().setCause(failed).addKeyValue("of", key).log("could not write a snapshot to the journal");
            return;
        }
        if (!given[0]) {
            // Its end is written, or waits to be.
            live.end(key);
        }
    }
}
