package dev.echowall.journal;

import dev.echowall.journal.JournalRecord.CleanStop;
import dev.echowall.journal.JournalRecord.SnapshotsComplete;
import dev.echowall.journal.JournalRecord.TimeMark;
import dev.echowall.journal.JournalStatus.Closed;
import dev.echowall.journal.JournalStatus.Suspended;
import dev.echowall.journal.JournalStatus.Writing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the journal's thread does, a turn at a time: takes what waits, writes it, and syncs when the oldest of it has been
 * unsynced for long enough.
 *
 * <p>If anything fails, the journal is suspended: it takes no records, and after a while begins a new segment, takes
 * records again and has everything written anew. Records of what has not been written anew yet are left out, because the
 * snapshot that will come contains them. When all of it is on disk, the old segments go.
 */
final class JournalWriter {
    private static final long FIRST_RETRY_NANOS = 1_000_000_000;
    private static final long LAST_RETRY_NANOS = 30_000_000_000L;
    private static final long MARK_NANOS = 1_000_000_000;
    private static final long IDLE_MARK_NANOS = 60_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

    private final JournalClock clock;
    private final RecordQueue queue;
    private final SegmentWriter segments;
    private final LiveRecords live;
    private final SnapshotSource source;
    private final JournalCounters counters;
    private final Compaction compaction;
    private final long syncNanos;
    private final long segmentBytes;
    private final long mostAtOnce;

    private volatile JournalStatus status = new Writing();
    /** When the oldest record that is not on the disk was queued. */
    private volatile long unsyncedSince = NEVER;

    private long written;
    /** Which record in the queue's order is the last snapshot that was asked for. */
    private long snapshots;

    private long marked;
    /** The segment in which everything is written anew; 0 if that is not going on. */
    private long rewriting;
    /** The segment that is continued after a failure, and its end. */
    private long continued;

    private long continuedEnd;
    private long needed;
    private boolean cramped;
    private long retryAt;
    private long retryNanos = FIRST_RETRY_NANOS;

    JournalWriter(
            JournalOptions options,
            JournalClock clock,
            RecordQueue queue,
            SegmentWriter segments,
            LiveRecords live,
            SnapshotSource source,
            JournalCounters counters) {
        this.clock = clock;
        this.queue = queue;
        this.segments = segments;
        this.live = live;
        this.source = source;
        this.counters = counters;
        this.compaction = new Compaction(live, options.segmentBytes());
        this.syncNanos = options.sync().toNanos();
        this.segmentBytes = options.segmentBytes();
        this.mostAtOnce = options.queueBytes() / 4;
        this.marked = clock.nanos();
    }

    JournalStatus status() {
        return status;
    }

    /** How long the oldest record has been waiting that is not on the disk; zero if there is none. */
    Duration unsyncedFor() {
        long oldest = Math.min(unsyncedSince, queue.oldest());
        return oldest == NEVER ? Duration.ZERO : Duration.ofNanos(Math.max(0, clock.nanos() - oldest));
    }

    /** Runs turns until the queue is closed. */
    void run() throws InterruptedException {
        while (!queue.isClosed()) {
            long pause = turn();
            queue.await(pause, unsyncedSince == NEVER && isWriting());
        }
    }

    private boolean isWriting() {
        return status instanceof Writing;
    }

    /** Does what is to be done now. Returns how long nothing more needs to be done, in ns. */
    long turn() {
        try {
            if (!isWriting() && rewriting == 0 && !resume()) {
                return Math.max(0, retryAt - clock.nanos());
            }
            RecordQueue.Batch batch = queue.take();
            write(batch.records());
            written = batch.last();
            if (batch.overflowed()) {
                throw new IOException("records come faster than the disk takes them");
            }
            mark(!batch.records().isEmpty());
            segments.flush();
            work(appended(batch.records()));
        } catch (IOException | RuntimeException failed) {
            suspend(failed);
        }
        counters.disk(segments.count(), segments.bytes(), live.bytes());
        return pause();
    }

    /* Without the snapshots, or compaction would be paced by itself. */
    private static long appended(List<QueuedRecord> records) {
        long bytes = 0;
        for (QueuedRecord each : records) {
            bytes += each.effect() == QueuedRecord.Effect.BEGINS ? 0 : each.body().length;
        }
        return bytes;
    }

    private void work(long appended) throws IOException {
        long now = clock.nanos();
        if (rewriting != 0 && !compaction.wantsUnknown() && written >= snapshots) {
            complete();
        } else if (rewriting == 0 && compaction.isEmptied() && written >= snapshots) {
            sync();
            compaction.emptied(segments.oldest(), now);
        } else if (unsyncedSince != NEVER && now - unsyncedSince >= syncNanos / 2) {
            sync();
        } else if (unsyncedSince == NEVER && isWriting()) {
            queue.synced(written);
        }
        if (rewriting == 0) {
            compaction.look(segments, appended, now);
        }
        compaction.bite(
                source,
                record -> {
                    snapshots = queue.offer(record, false);
                    counters.rewrote();
                },
                Math.min(appended, mostAtOnce),
                now);
    }

    private long pause() {
        long now = clock.nanos();
        if (!isWriting() && rewriting == 0) {
            return Math.max(0, retryAt - now);
        }
        if (rewriting != 0 || compaction.isBusy()) {
            return 0;
        }
        if (unsyncedSince != NEVER) {
            return Math.max(0, Math.min(syncNanos / 8, unsyncedSince + syncNanos / 2 - now));
        }
        return Math.max(0, marked + IDLE_MARK_NANOS - now);
    }

    private void write(List<QueuedRecord> records) throws IOException {
        for (QueuedRecord each : records) {
            write(each);
        }
    }

    private void write(QueuedRecord record) throws IOException {
        if (segments.roll(record.body().length)) {
            unsyncedSince = NEVER;
        }
        int number = place(record);
        if (number < 0) {
            return;
        }
        RecordCodec.number(record.body(), number);
        segments.append(record.body());
        counters.wrote(RecordFrame.HEAD + record.body().length, 1);
        if (unsyncedSince == NEVER) {
            unsyncedSince = record.at();
        }
    }

    /** The number of the record; negative if it is not to be written, because a snapshot will contain it. */
    private int place(QueuedRecord record) {
        Object key = record.key();
        switch (record.effect()) {
            case BEGINS -> live.begin(key, record.epoch(), segments.number(), record.size());
            case ENDS -> live.end(key);
            case NOTE -> {}
            default -> {
                boolean begins = record.effect() == QueuedRecord.Effect.BEGINS_OR_CHANGES
                        && rewriting == 0
                        && !live.has(key, record.epoch());
                if (!begins) {
                    int number = live.change(key, record.epoch(), record.size());
                    if (number == 0) {
                        compaction.want(key);
                    }
                    return number == 0 ? -1 : number;
                }
                live.begin(key, record.epoch(), segments.number(), record.size());
            }
        }
        return 0;
    }

    private void note(JournalRecord record) throws IOException {
        write(QueuedRecord.of(record, clock.nanos()));
    }

    private void mark(boolean busy) throws IOException {
        long since = clock.nanos() - marked;
        if (since >= (busy ? MARK_NANOS : IDLE_MARK_NANOS)) {
            marked = clock.nanos();
            note(new TimeMark(clock.millis()));
        }
    }

    private void sync() throws IOException {
        force();
        if (rewriting == 0) {
            queue.synced(written);
            boolean deleted = false;
            while (segments.oldest() < segments.number() && !live.needs(segments.oldest())) {
                segments.deleteOldest();
                deleted = true;
            }
            if (deleted) {
                counters.disk(segments.count(), segments.bytes(), live.bytes());
            }
        }
    }

    private void force() throws IOException {
        long begin = clock.nanos();
        segments.force();
        counters.synced(clock.nanos() - begin);
        unsyncedSince = NEVER;
    }

    private void suspend(Exception failed) {
        log.atDebug().setCause(failed).log("could not write to the journal");
        if (isWriting()) {
            String reason = failed instanceof IOException && failed.getMessage() != null
                    ? failed.getMessage()
                    : failed.toString();
            status = new Suspended(reason, clock.millis());
            segments.abandon();
            continued = segments.previous();
            continuedEnd = segments.previousEnd();
            needed = live.bytes();
            log.atWarn().addKeyValue("reason", reason).log("the journal is suspended: changes are kept in memory only");
        } else {
            cramped |= rewriting != 0;
            needed = Math.max(needed, live.bytes());
            segments.abandon();
        }
        segments.giveUp(continued, continuedEnd);
        rewriting = 0;
        queue.refuse();
        live.clear();
        compaction.clear();
        unsyncedSince = Math.min(unsyncedSince, clock.nanos());
        retryAt = clock.nanos() + retryNanos;
        retryNanos = Math.min(LAST_RETRY_NANOS, 2 * retryNanos);
    }

    private boolean resume() throws IOException {
        if (clock.nanos() - retryAt < 0) {
            return false;
        }
        makeRoom();
        segments.begin();
        rewriting = segments.number();
        // Before the snapshots: what changes after one of them must not be lost.
        queue.accept();
        compaction.wantAll(source.shards());
        compaction.wantAll(source.channels());
        return true;
    }

    /*
     * The old segments hold what was true before the journal was suspended. Until the new ones are complete they are all
     * that a restart would find, so they are kept as long as there may be room for both. If it has turned out that there is
     * not, keeping them would mean never to write again, while they say less and less of what is true.
     */
    private void makeRoom() throws IOException {
        long room = segments.usableSpace();
        long most = needed + segmentBytes;
        if (cramped && room < most && room + segments.olderBytes() >= most) {
            log.warn(
                    "the journal deletes its old segments before the new ones are complete: there is no room for both");
            segments.deleteBefore(NEVER);
            continued = 0;
            continuedEnd = 0;
            segments.giveUp(continued, continuedEnd);
        }
    }

    private void complete() throws IOException {
        note(new SnapshotsComplete(rewriting));
        force();
        segments.deleteBefore(rewriting);
        rewriting = 0;
        cramped = false;
        retryNanos = FIRST_RETRY_NANOS;
        status = new Writing();
        queue.synced(written);
        log.info("the journal is written again");
    }

    /** Writes what waits; if it is suspended, tries once more. Then no turn may follow. */
    void finish(boolean clean) {
        retryAt = clock.nanos();
        compaction.stop();
        do {
            turn();
        } while (!queue.isEmpty() || compaction.wantsUnknown() || rewriting != 0);
        try {
            if (isWriting()) {
                if (clean) {
                    note(new CleanStop(clock.millis()));
                }
                force();
                queue.synced(written);
            }
            segments.close();
        } catch (IOException failed) {
            log.atWarn().addKeyValue("reason", failed.getMessage()).log("the journal could not be closed in order");
        }
        status = new Closed();
        queue.failWaiters(new JournalException("the journal was closed before everything was on the disk"));
    }
}
