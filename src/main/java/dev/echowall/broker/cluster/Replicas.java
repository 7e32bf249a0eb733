package dev.echowall.broker.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.Position;
import dev.echowall.stream.Recovery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All replicas of this member, one for each shard. They belong to the member's Hazelcast instance, through which
 * operations find them. From any thread.
 */
final class Replicas {
    private static final String KEY = "echowall.replicas";
    private static final long CHANGE_MILLIS = 1_000;
    private static final long STREAM_MILLIS = 4_000;

    private final String self;
    private final ClusterOptions options;
    private final @Nullable ReplicaJournal journal;
    private final Replica[] replicas = new Replica[Placement.SHARDS];
    private final HistoryBudget budget = new HistoryBudget();
    private final ColdStart coldStart;
    private final Leader[] leaders = new Leader[Placement.SHARDS];
    private final SendTimeout changes = new SendTimeout(CHANGE_MILLIS);
    private final SendTimeout streams = new SendTimeout(STREAM_MILLIS);
    private final AtomicIntegerArray wanted = new AtomicIntegerArray(Placement.SHARDS);
    private volatile @Nullable HazelcastInstance hazelcast;
    private volatile @Nullable DataMembers members;
    private volatile Consumer<Integer> hurry = shard -> {};
    private volatile BiConsumer<Integer, Term> offered = (shard, term) -> {};

    /** @param self the id of this memory; different after each start, unless the memory was carried over */
    Replicas(String self, ClusterOptions options) {
        this(self, options, null);
    }

    /** @param journal is told of each change; null if nothing is kept on a disk */
    Replicas(String self, ClusterOptions options, @Nullable ReplicaJournal journal) {
        this.self = self;
        this.coldStart = new ColdStart(options.size(), options.backups());
        this.journal = journal;
        this.options = options;
        Quorum quorum = new Quorum(options.quorum(), options.backups());
        for (int i = 0; i < Placement.SHARDS; i++) {
            replicas[i] = new Replica(i, self, budget, journal == null ? ReplicaLog.NONE : journal);
            leaders[i] = new Leader(replicas[i], quorum, budget);
        }
    }

    /** Stores them where the member's operations find them. */
    void into(Config config) {
        config.getUserContext().put(KEY, this);
        config.getMemberAttributeConfig().setAttribute(DataMembers.REPLICA, self);
        if (journal != null && journal.hasRead()) {
            config.getMemberAttributeConfig().setAttribute(DataMembers.RESTORED, "yes");
        }
    }

    static Replicas of(HazelcastInstance hazelcast) {
        Replicas here = (Replicas) hazelcast.getUserContext().get(KEY);
        if (here == null) {
            throw new IllegalStateException("this member stores no streams");
        }
        here.begin(hazelcast);
        return here;
    }

    /* Called by operations on any thread; the first of them may arrive before the broker starts. */
    private void begin(HazelcastInstance instance) {
        if (members == null) {
            synchronized (this) {
                if (members == null) {
                    hazelcast = instance;
                    members = new DataMembers(instance);
                }
            }
        }
    }

    String self() {
        return self;
    }

    ClusterOptions options() {
        return options;
    }

    DataMembers members() {
        DataMembers known = members;
        if (known == null) {
            throw new IllegalStateException("the member has not started");
        }
        return known;
    }

    ColdStart coldStart() {
        return coldStart;
    }

    @Nullable
    ReplicaJournal journal() {
        return journal;
    }

    Replica replica(int shard) {
        return replicas[shard];
    }

    /** Everything of that channel up to this position is acknowledged, in this state of its stream. */
    void settle(String channel, Position upTo, HeldVersion in) {
        Replica replica = replicas[Placement.shard(channel)];
        synchronized (replica) {
            StreamCopy copy = replica.copies().get(channel);
            if (copy != null) {
                copy.settle(upTo, in);
            }
        }
    }

    /** What this member knows to be acknowledged, whoever leads; null if it has no copy. */
    @Nullable
    Recovery readSettled(String channel, Position after, int count, int bytes, long oldestTime) {
        Replica replica = replicas[Placement.shard(channel)];
        synchronized (replica) {
            StreamCopy copy = replica.copies().get(channel);
            return copy == null ? null : copy.readSettled(after, count, bytes, oldestTime);
        }
    }

    /** The memory of all copies here, and its limit. */
    HistoryBudget budget() {
        return budget;
    }

    Leader leader(int shard) {
        return leaders[shard];
    }

    /** The cluster's time in ms since 1970. */
    long now() {
        return clock().getAsLong();
    }

    /** Whether this member knows the cluster's time. Before that it decides nothing. */
    boolean knowsTime() {
        return clock().isSet();
    }

    private ClusterClock clock() {
        HazelcastInstance here = hazelcast;
        if (here == null) {
            throw new IllegalStateException("the member has not started");
        }
        return ClusterClock.of(here);
    }

    /** Whether enough members are visible to accept anything. */
    boolean hasQuorum() {
        return members().addresses().size() >= options.quorum();
    }

    /** A request found no leader for this shard, so one is needed. */
    void wanted(int shard) {
        if (wanted.compareAndSet(shard, 0, 1)) {
            hurry.accept(shard);
        }
    }

    boolean takeWanted(int shard) {
        return wanted.getAndSet(shard, 0) == 1;
    }

    /** @param called called from any thread when a leader is needed */
    void onWanted(Consumer<Integer> called) {
        hurry = called;
    }

    /** @param called called from any thread when a leader offers a shard to this member */
    void onOffered(BiConsumer<Integer, Term> called) {
        offered = called;
    }

    void offered(int shard, Term term) {
        offered.accept(shard, term);
    }

    /** Tells a member that has everything that it may lead the shard. It decides itself whether it does. */
    void offer(String replica, int shard, Term term) {
        CompletionStage<Boolean> told =
                members().ask(members().address(replica), new TransferLeadershipOperation(shard, term));
        told.exceptionally(silent -> false);
    }

    /**
     * The replicas that may lead a shard, in order: voters that store streams, or any that store streams if no voters
     * are known.
     */
    List<String> order(int shard) {
        VoterConfiguration known = replicas[shard].configuration();
        List<String> all = members().order(shard);
        List<String> voters = new ArrayList<>(all);
        voters.removeIf(id -> known != null && !known.voters().contains(id));
        return voters.isEmpty() ? all : voters;
    }

    /** The replica to send requests for a shard to: the leader if it is known here, else the one that should lead. */
    @Nullable
    String leaderOf(int shard) {
        VoterConfiguration known = replicas[shard].configuration();
        if (known != null && members().isPresent(known.term().leader())) {
            return known.term().leader();
        }
        List<String> order = order(shard);
        return order.isEmpty() ? null : order.get(0);
    }

    @Nullable
    String leaderAddress(int shard) {
        String leader = leaderOf(shard);
        Address address = leader == null ? null : members().address(leader);
        return address == null ? null : address.getHost() + ":" + address.getPort();
    }

    /** Sends a leader's change. Fails if its outcome is unknown, including when there is no answer in time. */
    CompletableFuture<ReplicationOutcome> send(int shard, ReplicatedChange sent) {
        CompletableFuture<String> answer =
                members().ask(members().address(sent.backup()), new ReplicateOperation(shard, sent));
        // On the thread that brings the answer: Hazelcast's default executor would start a thread for each.
        CompletableFuture<ReplicationOutcome> followed =
                answer.thenApplyAsync(ReplicationOutcome::valueOf, Runnable::run);
        if (!followed.isDone()) {
            (sent.change() instanceof StreamChange.Snapshot ? streams : changes).add(followed);
        }
        return followed;
    }

    /** Fails requests that were not answered in time. Called often, on one thread. */
    void expire() {
        changes.expire();
        streams.expire();
    }

    /** For tests, which must not leave anything behind for each other. */
    void forgetAll() {
        for (Replica replica : replicas) {
            synchronized (replica) {
                replica.copies().clear();
            }
        }
    }

    /** Whether this member leads no shard. */
    boolean leadsNone() {
        return Arrays.stream(replicas).allMatch(replica -> replica.leadership() == null);
    }

    /** The number of streams that this member leads. */
    int led() {
        return led(List.of())[0];
    }

    /** The same, followed by the numbers for each of these namespaces. */
    int[] led(List<String> namespaces) {
        int[] counts = new int[1 + namespaces.size()];
        for (Replica replica : replicas) {
            synchronized (replica) {
                if (replica.leadership() == null) {
                    continue;
                }
                counts[0] += replica.size();
                if (!namespaces.isEmpty()) {
                    for (StreamCopy copy : replica.copies().values()) {
                        ChannelName channel = copy.stream().channel();
                        int place =
                                namespaces.indexOf(channel.isInternal() ? Namespaces.INTERNAL : channel.namespace());
                        if (place >= 0) {
                            counts[1 + place]++;
                        }
                    }
                }
            }
        }
        return counts;
    }

    /**
     * Opens a cluster that waits for journals without them, as long as this member knows of shards that nobody leads. It
     * tells the others ({@link #isOpenedByForce}). Returns whether that changes anything.
     */
    boolean openByForce() {
        if (coldStart.forced() || !isUndecided()) {
            return false;
        }
        coldStart.force();
        return true;
    }

    /** Whether that was decided, here or elsewhere, and is not done yet. Called some times a second. */
    boolean isOpenedByForce() {
        if (coldStart.forced() && !isUndecided()) {
            coldStart.endForce();
        }
        return coldStart.forced();
    }

    /** Whether there are shards of which no leader has told this member anything since it started. */
    boolean isUndecided() {
        return !Arrays.stream(replicas).allMatch(Replica::isActivated);
    }
}
