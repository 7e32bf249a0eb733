package dev.echowall.broker.cluster;

import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.Lifetime;
import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Stream;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the copies on this member within their budget. It counts them, and when little is left, has the largest streams
 * trimmed, beginning with those that have been idle for longest. Only the leader of a stream can trim it, so a member
 * that is short of memory reports that to all members. Confined to the broker's context.
 */
final class HistoryTrimmer {
    /** The time between two counts normally. */
    private static final long COUNTED_NANOS = 1_000_000_000;

    /** The time between two counts when memory is short, as a multiple of the time that a count takes. */
    private static final long HURRY_NANOS = 20_000_000;

    private static final long COUNTING_PART = 10;

    /** The time between two demands: the effect of the last one must be visible first. */
    private static final long ROUND_NANOS = 200_000_000;

    private record Candidate(Replica replica, Stream stream, long kept, long touched, List<String> backups) {
        long excess(long most) {
            synchronized (replica) {
                return stream.excess(most);
            }
        }
    }

    private record Trimmed(long at, long bytes, List<String> backups) {}

    private final Replicas replicas;
    private final BrokerOptions options;
    private final Runnable greet;
    private final Map<String, Long> byNamespace = new ConcurrentHashMap<>();
    private long counted;
    private long took;
    private long round;
    /** By channel, what was trimmed in the last round. This freed memory on every member that has a copy. */
    private final Map<String, Trimmed> trimmed = new HashMap<>();

    /** @param greet sends the current {@link HistoryBudget#demand()} to the others */
    HistoryTrimmer(Context context, Replicas replicas, BrokerOptions options, Runnable greet) {
        this.replicas = replicas;
        this.options = options;
        this.greet = greet;
        replicas.budget().onShort(() -> context.runOnContext(v -> look()));
    }

    /** Called ten times a second, and when memory becomes short. */
    void look() {
        HistoryBudget budget = replicas.budget();
        DataMembers members = replicas.members();
        if (!members.running()) {
            return;
        }
        int there = Math.max(1, members.addresses().size());
        budget.limit(
                share(options.historyBytes(), Math.min(1 + replicas.options().backups(), there), there));
        budget.retain(members.addresses().keySet());
        long now = System.nanoTime();
        trimmed.values().removeIf(each -> now - each.at() > ROUND_NANOS);
        boolean hurry = !budget.hasRoom() && now - counted > Math.max(HURRY_NANOS, COUNTING_PART * took);
        HistoryDemand before = budget.demand();
        if (hurry || counted == 0 || now - counted > COUNTED_NANOS) {
            count(budget);
            counted = System.nanoTime();
            took = counted - now;
            boolean ask = !budget.demand().isNone() && counted - round > ROUND_NANOS;
            if (ask && replicas.knowsTime()) {
                round = counted;
                ask(budget, there);
            } else if (before.isNone() != budget.demand().isNone()) {
                greet.run();
            }
        }
        budget.agreed(Math.min(budget.demand().most(), members.historyMost()));
        for (String each : members.addresses().keySet()) {
            HistoryDemand demand = members.takeDemand(each);
            if (demand != null && replicas.knowsTime()) {
                trim(each, demand, there);
            }
        }
    }

    private void ask(HistoryBudget budget, int members) {
        HistoryDemand demand = budget.demand();
        HistoryDemand asked = new HistoryDemand(demand.most(), Math.max(0, budget.used() - budget.target()));
        trim(replicas.self(), asked, members);
        budget.demand(asked);
        greet.run();
        budget.demand(demand);
    }

    /** One member's share of the history of the cluster. */
    static long share(long cluster, int copies, int members) {
        double share = (double) cluster * copies / members;
        return share >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) share;
    }

    /** Bytes by namespace, as of the last count. From any thread. */
    long used(String namespace) {
        return byNamespace.getOrDefault(namespace, 0L);
    }

    private void count(HistoryBudget budget) {
        Map<String, Long> found = new HashMap<>();
        SizeHistogram sizes = new SizeHistogram();
        long fixed = 0;
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            Replica replica = replicas.replica(shard);
            synchronized (replica) {
                replica.copies().weigh();
                for (StreamCopy copy : replica.copies().values()) {
                    Stream stream = copy.stream();
                    long kept = options.isReserved(stream.channel()) ? 0 : stream.keptWeight();
                    sizes.add(kept);
                    fixed += stream.weight() - kept;
                    found.merge(options.namespaces().label(stream.channel()), stream.weight(), Long::sum);
                }
            }
        }
        byNamespace.keySet().retainAll(found.keySet());
        byNamespace.putAll(found);
        if (budget.hasRoom()) {
            budget.demand(HistoryDemand.NONE);
        } else if (budget.isShort() || !budget.demand().isNone()) {
            budget.demand(new HistoryDemand(sizes.largest(budget.target() - fixed), 0));
        }
    }

    /**
     * Trims this member's share of what another member has asked for, among the streams that it leads. What it has
     * trimmed for others since that member asked counts as well; otherwise all members that are short of memory
     * together would each ask for everything.
     */
    private void trim(String member, HistoryDemand demand, int members) {
        long left = Math.max(1, demand.excess() / members);
        for (Trimmed each : trimmed.values()) {
            left -= isKept(each.backups(), member) ? each.bytes() : 0;
        }
        List<Candidate> candidates = left > 0 ? candidates(member, demand.most()) : List.of();
        for (Candidate each : candidates) {
            if (left <= 0) {
                return;
            }
            String channel = each.stream().channel().value();
            long excess = each.excess(demand.most());
            left -= excess;
            trimmed.put(channel, new Trimmed(System.nanoTime(), excess, each.backups()));
            trim(channel, demand.most());
        }
    }

    private boolean isKept(List<String> backups, String member) {
        return member.equals(replicas.self()) || backups.contains(member);
    }

    /** The streams that this member leads and that one stores, largest first. */
    private List<Candidate> candidates(String member, long most) {
        List<Candidate> candidates = new ArrayList<>();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            Replica replica = replicas.replica(shard);
            synchronized (replica) {
                Leadership leadership = replica.leadership();
                if (leadership != null && isKept(leadership.backups(), member)) {
                    for (StreamCopy copy : replica.copies().values()) {
                        Stream stream = copy.stream();
                        if (stream.keptWeight() > most
                                && !options.isReserved(stream.channel())
                                && !trimmed.containsKey(stream.channel().value())) {
                            candidates.add(new Candidate(
                                    replica, stream, stream.keptWeight(), stream.touched(), leadership.backups()));
                        }
                    }
                }
            }
        }
        candidates.sort(Comparator.comparingLong(Candidate::kept).reversed().thenComparingLong(Candidate::touched));
        return candidates;
    }

    private void trim(String channel, long bytes) {
        Lifetime lifetime = options.lifetime(ChannelName.stored(channel)).within(bytes);
        CompletionStage<Boolean> asked = replicas.members()
                .ask(replicas.members().address(replicas.self()), new RetireOperation(channel, lifetime));
        // If it fails, it is found again in the next round.
        asked.exceptionally(notNow -> false);
    }
}
