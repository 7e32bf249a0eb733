package dev.echowall.journal;

import java.time.Duration;

/**
 * Whose journal it is, and its limits.
 *
 * @param cluster a directory written for another cluster is refused
 * @param instance likewise for another instance
 * @param sync how old an unsynced record may get; a disk that takes longer for one sync makes it older
 * @param segmentBytes where a new segment begins; a larger record has a segment of its own
 * @param queueBytes the most bytes that wait for the disk. With more, the journal is suspended
 */
public record JournalOptions(String cluster, String instance, Duration sync, long segmentBytes, long queueBytes) {
    public static final Duration SYNC = Duration.ofMillis(100);
    public static final long SEGMENT_BYTES = 64 << 20;
    public static final long QUEUE_BYTES = 32 << 20;

    /** With the usual limits. */
    public JournalOptions(String cluster, String instance) {
        this(cluster, instance, SYNC, SEGMENT_BYTES, QUEUE_BYTES);
    }
}
