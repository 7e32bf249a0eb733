package dev.echowall.broker;

import dev.echowall.channel.Namespaces;
import dev.echowall.stream.Stream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that the copies on this member keep within their budget: counts them, and when little is left says how much each
 * stream may keep, so that the biggest give up their oldest and the small ones nothing. Confined to the broker's context.
 */
final class HistoryTrimmer {
    /** Looks between two counts when there is time. */
    private static final int COUNTED_EACH = 10;

    /** Sizes are told apart by powers of two. */
    private static final int SIZES = 64;

    private final Replicas replicas;
    private final Rules rules;
    private final Map<String, Long> byNamespace = new ConcurrentHashMap<>();
    private int looks;

    HistoryTrimmer(Replicas replicas, Rules rules) {
        this.replicas = replicas;
        this.rules = rules;
    }

    /**
     * Called ten times a second.
     *
     * @return whether there are streams that have to give up something
     */
    boolean look() {
        HistoryBudget budget = replicas.budget();
        Members members = replicas.members();
        int there = Math.max(1, members.addresses().size());
        budget.limit(share(rules.historyBytes(), Math.min(1 + replicas.options().backups(), there), there));
        budget.retain(members.addresses().keySet());
        // When nothing is left to give up, counting more often would find no more.
        boolean hurry = budget.isShort() && budget.needed() > 0;
        if (hurry || looks++ % COUNTED_EACH == 0) {
            count(budget);
        }
        budget.agreed(Math.min(budget.needed(), members.historyNeeded()));
        return budget.agreed() < Long.MAX_VALUE;
    }

    /** One member's part of what the cluster may keep. */
    static long share(long cluster, int copies, int members) {
        double share = (double) cluster * copies / members;
        return share >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) share;
    }

    /** Bytes by namespace, as counted last. From any thread. */
    long used(String namespace) {
        return byNamespace.getOrDefault(namespace, 0L);
    }

    private void count(HistoryBudget budget) {
        Map<String, Long> found = new HashMap<>();
        long[] streams = new long[SIZES];
        long[] bytes = new long[SIZES];
        long fixed = 0;
        Namespaces namespaces = rules.namespaces();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            Replica replica = replicas.replica(shard);
            synchronized (replica) {
                replica.weigh();
                for (StreamCopy copy : replica.copies().values()) {
                    Stream stream = copy.stream();
                    long kept = rules.isReserved(stream.channel()) ? 0 : stream.keptWeight();
                    int size = Long.SIZE - Long.numberOfLeadingZeros(kept);
                    streams[size]++;
                    bytes[size] += kept;
                    fixed += stream.weight() - kept;
                    found.merge(namespaces.label(stream.channel()), stream.weight(), Long::sum);
                }
            }
        }
        byNamespace.keySet().retainAll(found.keySet());
        byNamespace.putAll(found);
        if (budget.isShort()) {
            budget.needed(largest(streams, bytes, budget.limit() - budget.limit() / 4 - fixed));
        } else if (budget.isRoomy()) {
            budget.needed(Long.MAX_VALUE);
        }
    }

    /**
     * The largest power of two for which the sum of all streams, none of which keeps more, is within that many bytes; 0 when none
     * is.
     *
     * @param streams how many there are that keep less than 2, 4, 8 … bytes and at least half of it
     * @param bytes what those keep together
     */
    static long largest(long[] streams, long[] bytes, long within) {
        for (int power = SIZES - 2; power >= 0; power--) {
            long most = 1L << power;
            double sum = 0;
            for (int size = 0; size < SIZES; size++) {
                // A stream of size n keeps less than 2^n bytes.
                sum += size <= power ? bytes[size] : (double) streams[size] * most;
            }
            if (sum <= within) {
                return most;
            }
        }
        return 0;
    }
}
