package dev.echowall.broker.cluster;

import com.hazelcast.spi.impl.operationservice.Operation;
import dev.echowall.broker.Term;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends requests to the replicas of the cluster's members over Hazelcast's connections. On the broker's context. */
final class HazelcastReplicaClient implements ReplicaClient {
    /** Replicas that have not voted by then are left out for now. */
    private static final long VOTE_MILLIS = 700;

    private static final long MOVE_MILLIS = 5_000;

    /** A mebibyte each, so that copying streams to new backups does not delay appends. */
    private static final int PUSHES_AT_ONCE = 4;

    private final Context context;
    private final Replicas replicas;
    private final Deque<Runnable> pushes = new ArrayDeque<>();
    private int pushing;

    HazelcastReplicaClient(Context context, Replicas replicas) {
        this.context = context;
        this.replicas = replicas;
    }

    @Override
    public List<String> live() {
        return List.copyOf(replicas.members().addresses().keySet());
    }

    @Override
    public List<String> order(int shard) {
        return replicas.members().order(shard);
    }

    @Override
    public Future<Vote> vote(String replica, int shard, Term term) {
        // Do not wait for a stalled member.
        return replicas.members().isPresent(replica)
                ? ask(replica, new VoteOperation(shard, term), VOTE_MILLIS)
                : Future.failedFuture(replica + " is not heard from");
    }

    @Override
    public Future<Boolean> activate(
            String replica, int shard, VoterConfiguration configuration, ShardEpoch shardEpoch) {
        return ask(replica, new ActivateOperation(shard, configuration, shardEpoch), VOTE_MILLIS);
    }

    @Override
    public Future<List<StreamCopy>> fetch(String replica, int shard, Term term, Collection<String> channels) {
        Future<FetchReply> fetched = ask(replica, new FetchOperation(shard, term, List.copyOf(channels)), MOVE_MILLIS);
        return fetched.compose(answer -> {
            List<StreamCopy> copies = answer.copies();
            return copies == null ? Future.failedFuture("it obeys another leader") : Future.succeededFuture(copies);
        });
    }

    @Override
    public Future<Integer> push(int shard, Term term, String backup) {
        Promise<Integer> promise = Promise.promise();
        pushes.add(() -> {
            Future<Integer> left = ask(replicas.self(), new PushOperation(shard, term, backup), MOVE_MILLIS);
            left.onComplete(done -> {
                pushing--;
                pushNext();
                promise.handle(done);
            });
        });
        pushNext();
        return promise.future();
    }

    private void pushNext() {
        while (pushing < PUSHES_AT_ONCE && !pushes.isEmpty()) {
            pushing++;
            pushes.remove().run();
        }
    }

    @Override
    public Future<Void> reset(String replica, int shard, Term term) {
        Future<Boolean> obeyed = ask(replica, new ReleaseOperation(shard, term, true), VOTE_MILLIS);
        return obeyed.compose(so -> so ? Future.succeededFuture() : Future.failedFuture("it obeys another leader"));
    }

    @Override
    public void release(String replica, int shard, Term term) {
        // A replica that misses this keeps its copies until the next time.
        Future<Boolean> told = ask(replica, new ReleaseOperation(shard, term, false), VOTE_MILLIS);
        told.onFailure(silent -> {});
    }

    private <T> Future<T> ask(String replica, Operation operation, long millis) {
        CompletionStage<T> asked = replicas.members().ask(replicas.members().address(replica), operation);
        Promise<T> promise = Promise.promise();
        long timer = context.owner()
                .setTimer(
                        millis,
                        late -> context.runOnContext(v -> promise.tryFail("no answer within " + millis + " ms")));
        asked.whenCompleteAsync(
                (answer, failure) -> {
                    context.owner().cancelTimer(timer);
                    if (failure == null) {
                        promise.tryComplete(answer);
                    } else {
                        promise.tryFail(failure);
                    }
                },
                task -> context.runOnContext(v -> task.run()));
        return promise.future();
    }
}
