package dev.echowall.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The streams in Hazelcast's map: each on the owner of its partition and on the backups. */
final class MapStreams implements Streams {
    /** The map's name, to which the cluster's configuration refers. */
    static final String MAP = "streams";

    private final Context context;
    private final Executor executor;
    private final HazelcastInstance hazelcast;
    private final IMap<String, StreamRecord> map;
    private final Sweep sweep;
    private int channels;

    MapStreams(Context context, HazelcastInstance hazelcast, Rules rules) {
        this.context = context;
        this.executor = task -> context.runOnContext(ignored -> task.run());
        this.hazelcast = hazelcast;
        this.map = hazelcast.getMap(MAP);
        this.sweep = new Sweep(context, map, this::complete, rules::lifetime);
    }

    @Override
    public Future<@Nullable Appended> append(ChannelName channel, BatchHeader header, List<Draft> drafts) {
        Future<@Nullable Appended> appended = submit(channel, new Append(header, drafts));
        return appended.onSuccess(answer -> created(answer != null && answer.created()));
    }

    @Override
    public Future<@Nullable Recovery> read(
            ChannelName channel, BatchHeader header, Position after, int count, int bytes) {
        Future<@Nullable Answer> read = submit(channel, new Read(after, count, bytes, header));
        return read.onSuccess(answer -> created(answer != null && answer.created()))
                .map(answer -> answer == null ? null : answer.recovery());
    }

    @Override
    public Future<Map<ChannelName, Position>> tops(Collection<ChannelName> channels) {
        Set<String> keys = channels.stream().map(ChannelName::value).collect(Collectors.toSet());
        Future<Map<String, @Nullable String>> asked = complete(() -> map.submitToKeys(keys, new Top()));
        return asked.map(tops -> {
            Map<ChannelName, Position> positions = new HashMap<>();
            tops.forEach((channel, top) -> {
                if (top != null) {
                    positions.put(ChannelName.of(channel), Position.parse(top));
                }
            });
            return positions;
        });
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public void count() {
        // The map has no call for this that does not wait.
        context.owner().executeBlocking(map::size, false).onSuccess(size -> channels = size);
    }

    @Override
    public void sweep() {
        if (hazelcast.getLifecycleService().isRunning()) {
            sweep.turn(hazelcast.getCluster().getClusterTime());
        }
    }

    private void created(boolean created) {
        channels += created ? 1 : 0;
    }

    private <R> Future<@Nullable R> submit(
            ChannelName channel, EntryProcessor<String, StreamRecord, @Nullable R> processor) {
        return complete(() -> map.submitToKey(channel.value(), processor));
    }

    /*
     * Always with an executor of ours: Hazelcast's own is the common pool, which on two cores starts a thread for each
     * callback; and a direct call would recurse through futures that are complete already.
     */
    private <R> Future<R> complete(Supplier<CompletionStage<R>> begin) {
        Promise<R> promise = Promise.promise();
        CompletionStage<R> stage;
        try {
            stage = begin.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(named(e)); // a member that has ended throws at once
        }
        stage.whenCompleteAsync(
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
        if (cause instanceof SplitBrainProtectionException) {
            return new Refusal(
                    ErrorCode.NO_QUORUM, "too few members of the cluster are to be seen from here (cluster.quorum)");
        }
        if (cause instanceof HazelcastInstanceNotActiveException) {
            return new Refusal(ErrorCode.DRAINING, "this node has left the cluster, another one will answer");
        }
        return cause;
    }
}
