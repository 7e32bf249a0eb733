package dev.echowall.hub;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The memory that all tails of a hub share. Beyond the limit, the oldest segment of any of them is dropped. */
final class TailBudget {
    private final long limit;
    private final Set<Segment> oldestFirst = new LinkedHashSet<>();
    private long used;

    TailBudget(long limit) {
        this.limit = limit;
    }

    long used() {
        return used;
    }

    void add(Segment segment) {
        oldestFirst.add(segment);
        used += segment.bytes();
    }

    void grown(long bytes) {
        used += bytes;
    }

    void remove(Segment segment) {
        if (oldestFirst.remove(segment)) {
            used -= segment.bytes();
            segment.release();
        }
    }

    /**
     * Drops segments until the limit is met. Called at the end of a turn and not when a tail grows, because the caller
     * that has just got a segment still has to write it.
     */
    void trim() {
        while (used > limit) {
            Iterator<Segment> segments = oldestFirst.iterator();
            if (!segments.hasNext()) {
                return;
            }
            Segment oldest = segments.next();
            oldest.tail().forgetOldest();
            remove(oldest);
        }
    }
}
