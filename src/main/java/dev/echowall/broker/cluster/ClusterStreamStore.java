package dev.echowall.broker.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.spi.impl.operationservice.Operation;
import dev.echowall.broker.AppendResult;
import dev.echowall.broker.AppendResult.Status;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.StreamStore;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The streams of the cluster: sends requests to the leader of each shard. Confined to the broker's context. */
final class ClusterStreamStore implements StreamStore {
    private final Executor executor;
    private final HazelcastInstance hazelcast;
    private final Replicas replicas;
    private final BrokerOptions options;
    private final Expiry expiry;
    private final ChannelCounts counts;

    ClusterStreamStore(Context context, HazelcastInstance hazelcast, BrokerOptions options) {
        this.executor = task -> context.runOnContext(ignored -> task.run());
        this.hazelcast = hazelcast;
        this.replicas = Replicas.of(hazelcast);
        this.options = options;
        this.expiry = new Expiry(replicas, options);
        this.counts = new ChannelCounts(options.namespaces());
    }

    @Override
    public Future<@Nullable AppendResult> append(ChannelName channel, BatchHeader header, List<Draft> drafts) {
        String name = channel.value();
        Future<AppendResult> asked = leader(Placement.shard(name), new AppendOperation(name, header, drafts));
        return asked.compose(appended -> {
            if (appended.created()) {
                counts.created(channel);
            }
            return appended.status() == Status.ACCEPTED ? Future.succeededFuture(appended) : refused(appended.status());
        });
    }

    @Override
    public Future<@Nullable Recovery> read(
            ChannelName channel, BatchHeader header, Position after, int count, int bytes) {
        String name = channel.value();
        ReadOperation read =
                new ReadOperation(name, after, count, bytes, header.retention().ttlMillis());
        Future<ReadReply> asked = leader(Placement.shard(name), read);
        return asked.compose(answer -> answer.status() == Status.ACCEPTED
                ? Future.succeededFuture(answer.recovery())
                : refused(answer.status()));
    }

    @Override
    public @Nullable Recovery kept(ChannelName channel, long ttlMillis, Position after, int count, int bytes) {
        long oldest = ttlMillis == 0 || !replicas.knowsTime() ? Long.MIN_VALUE : replicas.now() - ttlMillis;
        return replicas.readSettled(channel.value(), after, count, bytes, oldest);
    }

    @Override
    public Future<@Nullable Boolean> removeHistory(ChannelName channel) {
        String name = channel.value();
        Future<AppendResult> asked = leader(
                Placement.shard(name),
                new RemoveHistoryOperation(name, options.retention(channel).nothing()));
        return asked.compose(removed ->
                removed.status() == Status.ACCEPTED ? Future.succeededFuture(true) : refused(removed.status()));
    }

    private static <T> Future<@Nullable T> refused(Status why) {
        return switch (why) {
            case ABSENT -> Future.succeededFuture(null);
            case FULL ->
                Future.failedFuture(new Refusal(
                        ErrorCode.FULL, "there is no memory for it (limits.history-bytes); try again later"));
            case NO_QUORUM ->
                Future.failedFuture(new Refusal(
                        ErrorCode.NO_QUORUM, "this node sees too few members of its cluster (cluster.quorum)"));
            default -> Future.failedFuture(new NoLeader());
        };
    }

    @Override
    public Future<Map<ChannelName, Position>> tops(Collection<ChannelName> asked) {
        Map<Integer, List<String>> byShard = new HashMap<>();
        asked.forEach(channel -> byShard.computeIfAbsent(Placement.shard(channel.value()), id -> new ArrayList<>())
                .add(channel.value()));
        Map<ChannelName, Position> positions = new HashMap<>();
        List<Future<String[]>> answers = new ArrayList<>();
        byShard.forEach((shard, names) -> {
            Future<String[]> tops = leader(shard, new TopsOperation(shard, names));
            answers.add(tops.onSuccess(top -> {
                for (int i = 0; i < top.length; i++) {
                    if (!top[i].isEmpty()) {
                        positions.put(ChannelName.stored(names.get(i)), Position.parse(top[i]));
                    }
                }
            }));
        });
        return Future.join(answers).transform(all -> Future.succeededFuture(positions));
    }

    @Override
    public int channels() {
        return counts.all();
    }

    @Override
    public int channels(String label) {
        return counts.of(label);
    }

    @Override
    public void count() {
        if (!replicas.members().running()) {
            return;
        }
        List<Future<int[]>> asked = new ArrayList<>();
        for (Address member : replicas.members().addresses().values()) {
            asked.add(complete(replicas.members().ask(member, new CountOperation(counts.named()))));
        }
        Future.all(asked)
                .onSuccess(
                        all -> counts.counted(asked.stream().map(Future::result).toList()));
    }

    @Override
    public void sweep() {
        if (replicas.members().running()) {
            expiry.turn();
        }
    }

    private <R> Future<R> leader(int shard, Operation operation) {
        if (!hazelcast.getLifecycleService().isRunning()) {
            return Future.failedFuture(left());
        }
        String leader = replicas.leaderOf(shard);
        Address address = leader == null ? null : replicas.members().address(leader);
        return complete(replicas.members().ask(address, operation));
    }

    /*
     * Always with our own executor: Hazelcast's default is the common pool, which on two cores starts a thread for each
     * callback; and a direct call would recurse through futures that are already complete.
     */
    private <R> Future<R> complete(CompletionStage<R> asked) {
        Promise<R> promise = Promise.promise();
        asked.whenCompleteAsync(
                (result, failure) -> {
                    if (failure == null) {
                        promise.complete(result);
                    } else {
                        promise.fail(named(failure));
                    }
                },
                executor);
        return promise.future();
    }

    private static Throwable named(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof HazelcastInstanceNotActiveException ? left() : cause;
    }

    private static Refusal left() {
        return new Refusal(ErrorCode.DRAINING, "this node has left the cluster, another one will answer");
    }

    /** The shard has no leader now, or not with enough backups. */
    private static final class NoLeader extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoLeader() {
            super("it has no leader now", null, false, false);
        }
    }
}
