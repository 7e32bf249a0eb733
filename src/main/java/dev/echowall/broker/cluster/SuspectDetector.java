package dev.echowall.broker.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who has not been heard for some time, though still a member: he stands still, or the network between us is broken. Measured by
 * elapsed time, since what Hazelcast notes are times of a clock that may be set. Confined to one thread, except for
 * {@link #isSilent}.
 */
final class SuspectDetector {
    /** Each member says something every second at least: Hazelcast's heartbeat. */
    private static final long NANOS = 2_500_000_000L;

    private record LastSign(long value, long at) {}

    private final Map<String, LastSign> last = new HashMap<>();
    private volatile Set<String> silent = Set.of();

    /**
     * Called some times a second.
     *
     * @param signs of all members but this one, something that changes whenever the member is heard
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
