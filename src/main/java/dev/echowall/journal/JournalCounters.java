package dev.echowall.journal;

import java.time.Duration;

/** The counters, set by the thread that writes. */
final class JournalCounters implements JournalMetrics {
    private final RecordQueue queue;
    private volatile long bytesWritten;
    private volatile long records;
    private volatile long rewritten;
    private volatile long syncs;
    private volatile long longestSync;
    private volatile int segments;
    private volatile long bytesOnDisk;
    private volatile long bytesNeeded;

    JournalCounters(RecordQueue queue) {
        this.queue = queue;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void wrote(long bytes, int count) {
        bytesWritten += bytes;
        records += count;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void rewrote() {
        rewritten++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void synced(long nanos) {
        syncs++;
        longestSync = Math.max(longestSync, nanos);
    }

    void disk(int segmentCount, long bytes, long needed) {
        segments = segmentCount;
        bytesOnDisk = bytes;
        bytesNeeded = needed;
    }

    @Override
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public long records() {
        return records;
    }

    @Override
    public long rewritten() {
        return rewritten;
    }

    @Override
    public long syncs() {
        return syncs;
    }

    @Override
    public Duration longestSync() {
        return Duration.ofNanos(longestSync);
    }

    @Override
    public long dropped() {
        return queue.dropped();
    }

    @Override
    public int segments() {
        return segments;
    }

    @Override
    public long bytesOnDisk() {
        return bytesOnDisk;
    }

    @Override
    public long bytesNeeded() {
        return bytesNeeded;
    }

    @Override
    public long bytesQueued() {
        return queue.bytes();
    }
}
