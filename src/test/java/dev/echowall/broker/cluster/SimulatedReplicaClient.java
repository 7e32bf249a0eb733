package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** The replicas as one simulated member reaches them. */
final class SimulatedReplicaClient implements ReplicaClient {
    private final SimulatedMember member;
    private final SimulatedNetwork network;
    private final SimulatedTime time;
    private final Random random;

    SimulatedReplicaClient(SimulatedMember member, SimulatedNetwork network, SimulatedTime time, Random random) {
        this.member = member;
        this.network = network;
        this.time = time;
        this.random = random;
    }

    @Override
    public List<String> live() {
        Set<String> live = new TreeSet<>(member.believed);
        live.add(member.replica.self());
        return List.copyOf(live);
    }

    @Override
    public List<String> order(int shard) {
        List<String> order = new ArrayList<>(live());
        Collections.shuffle(order, random);
        return order;
    }

    @Override
    public Future<Vote> vote(String replica, int shard, Term term) {
        return network.ask(member, replica, to -> to.replica.vote(term));
    }

    @Override
    public Future<Boolean> activate(
            String replica, int shard, VoterConfiguration configuration, ShardEpoch shardEpoch) {
        return network.ask(member, replica, to -> to.replica.activate(configuration, shardEpoch));
    }

    @Override
    public Future<List<StreamCopy>> fetch(String replica, int shard, Term term, Collection<String> channels) {
        Future<FetchReply> fetched = network.ask(
                member, replica, to -> SerializedCopies.of(new FetchReply(to.replica.fetch(term, channels))));
        return fetched.compose(answer ->
                answer.copies() == null ? Future.failedFuture("no") : Future.succeededFuture(answer.copies()));
    }

    @Override
    public Future<Integer> push(int shard, Term term, String backup) {
        Promise<Integer> promise = Promise.promise();
        time.later(
                0,
                () -> network.on(member, () -> {
                    LeaderReply<Integer> step = member.leader.push(term, backup, 1 << 20);
                    network.send(member, step, answer -> promise.tryComplete(answer), () -> promise.tryComplete(-1));
                }));
        return promise.future();
    }

    @Override
    public Future<Void> reset(String replica, int shard, Term term) {
        Future<Boolean> reset = network.ask(member, replica, to -> to.replica.reset(term));
        return reset.compose(so -> so ? Future.succeededFuture() : Future.failedFuture("no"));
    }

    @Override
    public void release(String replica, int shard, Term term) {
        network.ask(member, replica, to -> {
            to.replica.release(term);
            return true;
        });
    }
}
