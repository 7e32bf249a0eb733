package dev.echowall.broker.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all copies of streams on this member, and its limit ({@code limits.history-bytes}). From any thread.
 */
final class HistoryBudget {
    /** How long a backup counts as full after it has said so. */
    private static final long FULL_NANOS = 600_000_000;

    private final AtomicLong used = new AtomicLong();
    /** By member, until when it counts as full; bounded by the number of members. */
    private final Map<String, Long> full = new ConcurrentHashMap<>();

    private volatile long limit = Long.MAX_VALUE;
    private volatile HistoryDemand demand = HistoryDemand.NONE;
    private volatile long agreed = Long.MAX_VALUE;
    private volatile Runnable onShortage = () -> {};

    void add(long bytes) {
        long now = used.addAndGet(bytes);
        if (bytes > 0 && isShort(now) && !isShort(now - bytes)) {
            onShortage.run();
        }
    }

    /** @param called called from any thread when little is left */
    void onShort(Runnable called) {
        onShortage = called;
    }

    long used() {
        return used.get();
    }

    long limit() {
        return limit;
    }

    void limit(long bytes) {
        limit = bytes;
    }

    /** Whether nothing may be added any more. */
    boolean isFull() {
        return used.get() >= limit;
    }

    /** Whether little is left, so that the largest streams must be trimmed. */
    boolean isShort() {
        return isShort(used.get());
    }

    private boolean isShort(long bytes) {
        return bytes > limit - limit / 8;
    }

    /** The use up to which no stream has to be smaller than its namespace allows, in bytes. */
    long target() {
        return limit - limit / 4;
    }

    boolean hasRoom() {
        return used.get() <= target();
    }

    /** What this member asks of the leaders of the streams that it stores. */
    HistoryDemand demand() {
        return demand;
    }

    void demand(HistoryDemand next) {
        demand = next;
    }

    /**
     * What one stream may keep so that all members have room for it: a stream is as long on its leader as on its
     * backups.
     */
    long agreed() {
        return agreed;
    }

    void agreed(long bytes) {
        agreed = bytes;
    }

    /** A publication was refused for lack of memory. */
    void refused() {
        onShortage.run();
    }

    /** A backup has reported that it is full. */
    void told(String member) {
        full.put(member, System.nanoTime() + FULL_NANOS);
    }

    /** Forgets members that have gone. */
    void retain(Iterable<String> members) {
        List<String> known = new ArrayList<>();
        members.forEach(known::add);
        full.keySet().retainAll(known);
    }

    /** Whether this member or one of these backups has no memory left. */
    boolean isFull(List<String> backups) {
        return isFull() || backups.stream().anyMatch(this::isFull);
    }

    private boolean isFull(String member) {
        Long until = full.get(member);
        return until != null && until - System.nanoTime() > 0;
    }
}
