package dev.echowall.broker.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all the copies of streams on this member take up in memory, and how much they may ({@code limits.history-bytes}). From any
 * thread.
 */
final class HistoryBudget {
    /** How long a backup counts as full after it has said so. */
    private static final long FULL_NANOS = 600_000_000;

    private final AtomicLong used = new AtomicLong();
    /** Members, and until when they are full: as few as there are members. */
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

    /** @param called from any thread when little is left */
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

    /** Whether little is left, so that the biggest streams have to give up their oldest. */
    boolean isShort() {
        return isShort(used.get());
    }

    private boolean isShort(long bytes) {
        return bytes > limit - limit / 8;
    }

    /** What may be used so that no stream has to be smaller than its namespace allows, in bytes. */
    long target() {
        return limit - limit / 4;
    }

    boolean hasRoom() {
        return used.get() <= target();
    }

    /** What this member asks of those who lead what it keeps. */
    HistoryDemand demand() {
        return demand;
    }

    void demand(HistoryDemand next) {
        demand = next;
    }

    /** What one stream may keep for the whole cluster's sake: it is as long on its leader as on its backups. */
    long agreed() {
        return agreed;
    }

    void agreed(long bytes) {
        agreed = bytes;
    }

    /** Something was refused for want of room. */
    void refused() {
        onShortage.run();
    }

    /** A backup has said that it is full. */
    void told(String member) {
        full.put(member, System.nanoTime() + FULL_NANOS);
    }

    /** Forgets who has gone. */
    void retain(Iterable<String> members) {
        List<String> known = new ArrayList<>();
        members.forEach(known::add);
        full.keySet().retainAll(known);
    }

    /** Whether this member, or one of these, has no room. */
    boolean isFull(List<String> backups) {
        return isFull() || backups.stream().anyMatch(this::isFull);
    }

    private boolean isFull(String member) {
        Long until = full.get(member);
        return until != null && until - System.nanoTime() > 0;
    }
}
