package dev.echowall.broker.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a shard of which nobody knows the past for sure may begin a new epoch: if members have journals, only when so
 * many of them are there that nothing acknowledged can be missing. From any thread.
 */
final class ColdStart {
    private final int needed;
    private volatile boolean forced;

    /**
     * @param size the number of members according to the configuration
     * @param backups the copies of a stream in addition to the leader's
     */
    ColdStart(int size, int backups) {
        this.needed = Math.max(1, size - backups);
    }

    /** Somebody has decided that those who are there are enough. */
    void force() {
        forced = true;
    }

    /** What was decided by force is done: it must not hold for what happens to this cluster later. */
    void endForce() {
        forced = false;
    }

    boolean forced() {
        return forced;
    }

    /** @param restored the members that have read a journal */
    boolean isOpen(Map<String, Vote> votes, Set<String> restored) {
        return forced || votes.keySet().stream().noneMatch(restored::contains) || informed(votes, restored) >= needed;
    }

    /** Whether it is open because the journals are enough to be sure. */
    boolean isComplete(Map<String, Vote> votes, Set<String> restored) {
        return votes.keySet().stream().anyMatch(restored::contains) && informed(votes, restored) >= needed;
    }

    private static long informed(Map<String, Vote> votes, Set<String> restored) {
        return votes.entrySet().stream()
                .filter(each -> each.getValue().configuration() != null || restored.contains(each.getKey()))
                .count();
    }

    /**
     * What this member waits for, in words.
     *
     * @param present how many members are there that have read a journal
     * @param known the names of all members, as the journal has them
     */
    List<String> waitsFor(int present, List<String> known) {
        int missing = needed - present;
        List<String> waits = new ArrayList<>();
        if (!forced && missing > 0) {
            waits.add(missing + " more of " + (known.isEmpty() ? needed + " members" : String.join(", ", known)));
        }
        return waits;
    }
}
