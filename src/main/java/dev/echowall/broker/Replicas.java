package dev.echowall.broker;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that this member keeps: its replica of each shard. It belongs to the member's Hazelcast instance, which its operations
 * find it by. From any thread.
 */
final class Replicas {
    /**
     * Whether the streams are kept by replicas instead of Hazelcast's map. Not yet the default: it keeps the promise in every
     * fault tried, but is too slow after a death ({@code docs/decisions/0020}).
     */
    static final boolean CHOSEN = Boolean.getBoolean("echowall.replicas");

    private static final String KEY = "echowall.replicas";

    private final String self;
    private final ClusterOptions options;
    private final Replica[] replicas = new Replica[Placement.SHARDS];
    private final Leader[] leaders = new Leader[Placement.SHARDS];
    private final AtomicIntegerArray wanted = new AtomicIntegerArray(Placement.SHARDS);
    private volatile @Nullable HazelcastInstance hazelcast;
    private volatile @Nullable Members members;
    private volatile Consumer<Integer> hurry = shard -> {};

    /** @param self the id of this memory; another one after each start, unless the memory was carried over */
    Replicas(String self, ClusterOptions options) {
        this.self = self;
        this.options = options;
        Terms terms = new Terms(options.quorum(), options.backups());
        for (int i = 0; i < Placement.SHARDS; i++) {
            replicas[i] = new Replica(i, self);
            leaders[i] = new Leader(replicas[i], terms);
        }
    }

    /** Puts them where the member's operations find them. */
    void into(Config config) {
        config.getUserContext().put(KEY, this);
        config.getMemberAttributeConfig().setAttribute(Members.REPLICA, self);
    }

    static Replicas of(HazelcastInstance hazelcast) {
        Replicas here = (Replicas) hazelcast.getUserContext().get(KEY);
        if (here == null) {
            throw new IllegalStateException("this member keeps no streams");
        }
        if (here.members == null) {
            here.hazelcast = hazelcast;
            here.members = new Members(hazelcast);
        }
        return here;
    }

    String self() {
        return self;
    }

    ClusterOptions options() {
        return options;
    }

    Members members() {
        Members known = members;
        if (known == null) {
            throw new IllegalStateException("the member has not begun");
        }
        return known;
    }

    Replica replica(int shard) {
        return replicas[shard];
    }

    Leader leader(int shard) {
        return leaders[shard];
    }

    /** The cluster's time in ms since 1970. */
    long now() {
        HazelcastInstance here = hazelcast;
        return here == null ? System.currentTimeMillis() : here.getCluster().getClusterTime();
    }

    /** Whether enough members are to be seen to accept anything. */
    boolean hasQuorum() {
        return members().addresses().size() >= options.quorum();
    }

    /** Somebody asked the leader of this shard in vain: see to it that there is one. */
    void wanted(int shard) {
        if (wanted.compareAndSet(shard, 0, 1)) {
            hurry.accept(shard);
        }
    }

    boolean takeWanted(int shard) {
        return wanted.getAndSet(shard, 0) == 1;
    }

    /** @param called from any thread when a leader is wanted */
    void onWanted(Consumer<Integer> called) {
        hurry = called;
    }

    /** Whom to ask about a shard: who leads it as far as is known here, else who is to lead it. */
    @Nullable
    String leaderOf(int shard) {
        Configuration known = replicas[shard].configuration();
        if (known != null && members().addresses().containsKey(known.term().leader())) {
            return known.term().leader();
        }
        List<String> order = members().order(shard);
        return order.isEmpty() ? null : order.get(0);
    }

    @Nullable
    String leaderAddress(int shard) {
        String leader = leaderOf(shard);
        Address address = leader == null ? null : members().address(leader);
        return address == null ? null : address.getHost() + ":" + address.getPort();
    }

    /** Sends a leader's change; completes when the backup has it, fails when it has not, or nobody knows. */
    CompletableFuture<Void> send(int shard, Sent sent) {
        CompletableFuture<String> answer =
                members().ask(members().address(sent.backup()), new FollowOperation(shard, sent));
        // On the thread that brings the answer: Hazelcast's own executor would start one for each.
        return answer.thenAcceptAsync(
                followed -> {
                    if (!followed.equals(Replica.Followed.DONE.name())) {
                        throw new IllegalStateException("the backup is " + followed);
                    }
                },
                Runnable::run);
    }

    /** For tests, between which nothing is to remain. */
    void forgetAll() {
        for (Replica replica : replicas) {
            synchronized (replica) {
                replica.copies().clear();
            }
        }
    }

    /** Streams that this member leads. */
    int led() {
        return Arrays.stream(replicas)
                .filter(replica -> replica.lead() != null)
                .mapToInt(Replica::size)
                .sum();
    }

    /**
     * What this member waits for until the next single fault is safe: that it votes in each shard, that all who vote are to be
     * seen, and that the backups have all streams of the shards that it leads. Without a quorum it waits for nothing that it
     * could name: nothing is accepted then.
     */
    List<String> waitsFor() {
        if (!hasQuorum()) {
            return List.of();
        }
        int votes = 0;
        int copies = 0;
        Set<String> missing = new TreeSet<>();
        for (Replica replica : replicas) {
            Configuration known = replica.configuration();
            Lead lead = replica.lead();
            votes += known == null || !known.voters().contains(self) ? 1 : 0;
            copies += lead != null && !lead.whole() ? 1 : 0;
            if (known != null) {
                known.voters().stream()
                        .filter(voter -> !members().addresses().containsKey(voter))
                        .forEach(missing::add);
            }
        }
        List<String> waits = new ArrayList<>();
        if (votes > 0) {
            waits.add("a vote in " + votes + " of " + replicas.length + " shards");
        }
        if (copies > 0) {
            waits.add("the copies of " + copies + " of " + replicas.length + " shards");
        }
        if (!missing.isEmpty()) {
            waits.add(missing.size() + " of those who vote, or to go on without");
        }
        return waits;
    }
}
