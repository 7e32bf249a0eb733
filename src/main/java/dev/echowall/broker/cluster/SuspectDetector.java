package dev.echowall.broker.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds members that have not been heard from for some time although they are still members, because they stall or the
 * network between them and this member is broken. Uses elapsed time, because Hazelcast's timestamps are from a clock
 * that may be set. Confined to one thread, except for {@link #isSilent}.
 */
final class SuspectDetector {
    /** Every member sends something at least once a second: Hazelcast's heartbeat. */
    private static final long NANOS = 2_500_000_000L;

    private record LastSign(long value, long at) {}

    private final Map<String, LastSign> last = new HashMap<>();
    private volatile Set<String> silent = Set.of();

    /**
     * Called some times a second.
     *
     * @param signs for all members but this one, a value that changes whenever the member is heard from
     */
    void look(Map<String, Long> signs) {
        long now = System.nanoTime();
        last.keySet().retainAll(signs.keySet());
        Set<String> found = Set.of();
        for (Map.Entry<String, Long> next : signs.entrySet()) {
            String each = next.getKey();
            long value = next.getValue();
            LastSign before = last.get(each);
            if (before == null || before.value() != value) {
                last.put(each, new LastSign(value, now));
            } else if (now - before.at() > NANOS) {
                found = found.isEmpty() ? new HashSet<>() : found;
                found.add(each);
            }
        }
        silent = Set.copyOf(found);
    }

    /** From any thread. */
    boolean isSilent(String member) {
        return silent.contains(member);
    }
}
