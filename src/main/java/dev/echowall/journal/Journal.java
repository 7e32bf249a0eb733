package dev.echowall.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one instance, in a directory of its own. It is opened, which restores what it holds; started; written to;
 * and closed.
 *
 * <p>{@link #write}, {@link #synced} and everything that tells about it may be called from any thread, and never block. All
 * I/O after the start is done by one thread. A record is on the disk at most {@link JournalOptions#sync} after it was
 * written, as long as the {@link #status} is {@link JournalStatus.Writing}.
 */
public final class Journal {
    private final DirectoryLock lock;
    /** Until the start: it would keep in memory what the streams have long dropped. */
    private volatile @Nullable Restored restored;

    private final JournalOptions options;
    private final JournalClock clock;
    private final RecordQueue queue;
    private final JournalCounters counters;
    private final SegmentWriter segments;
    private @Nullable LiveRecords live;
    private volatile @Nullable JournalWriter writer;
    private @Nullable Thread thread;

    private Journal(
            DirectoryLock lock,
            JournalOptions options,
            JournalClock clock,
            SegmentWriter segments,
            Replay.Result replayed) {
        this.lock = lock;
        this.options = options;
        this.clock = clock;
        this.segments = segments;
        this.restored = replayed.restored();
        this.live = replayed.live();
        this.queue = new RecordQueue(options.queueBytes());
        this.counters = new JournalCounters(queue);
        counters.disk(segments.count(), segments.bytes(), replayed.live().bytes());
    }

    /**
     * Locks the directory, which is made if there is none, and restores what is in it. From now on a stop that is not in
     * order is seen by the next one who opens it.
     *
     * @throws JournalException if the directory cannot be used: it is another's, locked, or cannot be read or written
     */
    public static Journal open(Path directory, JournalOptions options) throws JournalException {
        return open(directory, options, Disk.REAL, JournalClock.SYSTEM);
    }

    static Journal open(Path directory, JournalOptions options, Disk disk, JournalClock clock) throws JournalException {
        DirectoryLock lock = DirectoryLock.of(directory);
        Journal opened = null;
        try {
            opened = open(lock, directory, options, disk, clock);
            return opened;
        } catch (JournalException ofAnother) {
            throw ofAnother;
        } catch (IOException failed) {
            throw new JournalException(
                    "the journal in " + directory + " cannot be used: " + DirectoryLock.reason(failed), failed);
        } finally {
            if (opened == null) {
                quietly(lock);
            }
        }
    }

    private static Journal open(
            DirectoryLock lock, Path directory, JournalOptions options, Disk disk, JournalClock clock)
            throws IOException, JournalException {
        List<SegmentFile> files = SegmentFile.list(directory);
        SegmentChain chain = SegmentChain.of(files);
        chain.checkOwner(directory, options);
        UUID journal = chain.journal();
        Replay.Result replayed = Replay.of(chain, chain.endsWithLastOf(files));
        long highest = files.isEmpty() ? 0 : files.get(files.size() - 1).number();
        SegmentWriter segments = new SegmentWriter(
                directory,
                options,
                journal == null ? UUID.randomUUID() : journal,
                disk,
                clock,
                replayed.lastSegment(),
                replayed.lastEnd(),
                highest);
        files.forEach(segments::adopt);
        begin(segments, replayed, files, disk);
        return new Journal(lock, options, clock, segments, replayed);
    }

    /*
     * The new segment is what tells the next one that this one was not stopped in order. Without room for it, the record of
     * the orderly stop before is cut off, which needs no room.
     */
    private static void begin(SegmentWriter segments, Replay.Result replayed, List<SegmentFile> files, Disk disk)
            throws IOException {
        try {
            segments.begin();
        } catch (IOException full) {
            segments.abandon();
            segments.giveUp(replayed.lastSegment(), replayed.lastEnd());
            if (replayed.restored().clean()) {
                disk.truncate(files.get(files.size() - 1).path(), replayed.lastRecord());
                segments.giveUp(replayed.lastSegment(), replayed.lastRecord());
            }
        }
    }

    /**
     * What it held when it was opened.
     *
     * @throws IllegalStateException once it has been started
     */
    public Restored restored() {
        Restored held = restored;
        if (held == null) {
            throw new IllegalStateException("the journal has been started");
        }
        return held;
    }

    /**
     * Begins to write. Streams that were restored and do not exist any more must be ended by a record. Once only.
     *
     * @param source of what it needs again
     */
    public void start(SnapshotSource source) {
        JournalWriter started = prepare(source);
        restored = null;
        Thread running = new Thread(
                () -> {
                    try {
                        started.run();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                "journal");
        running.setDaemon(true);
        thread = running;
        running.start();
    }

    /** Like {@link #start}, for a caller who makes the turns himself. */
    JournalWriter prepare(SnapshotSource source) {
        LiveRecords known = live;
        if (known == null) {
            throw new IllegalStateException("the journal has been started already");
        }
        live = null;
        JournalWriter prepared = new JournalWriter(options, clock, queue, segments, known, source, counters);
        writer = prepared;
        return prepared;
    }

    /**
     * Writes a record. The order of records of one stream is the order of the calls, so the caller holds a lock. While the
     * journal is suspended, the record is dropped, and counted. A stream that begins under another epoch need not be ended
     * before.
     *
     * @throws IllegalArgumentException if the record is too large. Then the journal does not have that stream any more,
     *     until it can have a snapshot
     */
    public void write(JournalRecord record) {
        if (queue.refuses()) {
            return;
        }
        QueuedRecord queued;
        try {
            queued = QueuedRecord.of(record, clock.nanos());
        } catch (IllegalArgumentException tooLarge) {
            if (record instanceof JournalRecord.OfStream ofStream) {
                // What follows does not depend on something that is missing.
                JournalRecord ended = new JournalRecord.StreamEnded(ofStream.channel());
                queue.offer(QueuedRecord.of(ended, clock.nanos()), true);
            }
            throw tooLarge;
        }
        queue.offer(queued, true);
    }

    /**
     * Done when everything written before is on the disk; while the journal is suspended, when it has been written anew.
     * Fails with {@link JournalException} if it is closed before. What depends on it runs on the journal's thread, and must
     * not block it.
     */
    public CompletionStage<Void> synced() {
        return queue.waiter().minimalCompletionStage();
    }

    /** How long the oldest record has been waiting that is not on the disk; zero if there is none. */
    public Duration unsyncedFor() {
        JournalWriter writing = writer;
        return writing == null ? Duration.ZERO : writing.unsyncedFor();
    }

    public JournalStatus status() {
        JournalWriter writing = writer;
        return writing == null ? new JournalStatus.Writing() : writing.status();
    }

    public JournalMetrics metrics() {
        return counters;
    }

    /**
     * Writes what waits, and closes it. Blocks until that is on the disk. Records written meanwhile are dropped.
     *
     * @param clean whether nothing is missing: everything that this instance has decided was written before. Then the next
     *     one who opens it need not doubt it
     */
    public void close(boolean clean) throws InterruptedException {
        queue.close();
        Thread running = thread;
        if (running != null) {
            running.join();
        }
        JournalWriter writing = writer;
        if (writing != null && !(writing.status() instanceof JournalStatus.Closed)) {
            writing.finish(clean);
        }
        abandon();
    }

    /** Leaves everything as a crash would. */
    void abandon() {
        try {
            segments.close();
        } catch (IOException inTheEnd) {
            // Nothing was written since the last sync.
        }
        quietly(lock);
    }

    private static void quietly(DirectoryLock lock) {
        try {
            lock.close();
        } catch (IOException inTheEnd) {
            // The operating system frees it with the process.
        }
    }
}
