package dev.echowall.journal;

import java.time.Duration;

/** What the journal has done since it was opened. From any thread. */
public interface JournalMetrics {
    /** Bytes written to segments. */
    long bytesWritten();

    /** Records written, including those of the journal itself. */
    long records();

    /** Of these, snapshots that only compaction needed. */
    long rewritten();

    long syncs();

    Duration longestSync();

    /** Records that were not written because the journal was suspended. */
    long dropped();

    int segments();

    long bytesOnDisk();

    /** About how many bytes are needed of those on disk. */
    long bytesNeeded();

    /** Bytes that wait for the disk. */
    long bytesQueued();
}
