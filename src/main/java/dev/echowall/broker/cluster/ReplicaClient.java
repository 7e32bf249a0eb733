package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/**
 * Access to the replicas of all members, including this one, for a candidate. Futures fail if there is no answer in
 * time.
 */
interface ReplicaClient {
    /** The replicas that are reachable now, including this one, whatever they have said so far. */
    List<String> live();

    /** The same, in the order in which they should lead the shard and keep copies of it. */
    List<String> order(int shard);

    Future<Vote> vote(String replica, int shard, Term term);

    Future<Boolean> activate(String replica, int shard, VoterConfiguration configuration, ShardEpoch shardEpoch);

    /** Fails if the replica has promised another term. */
    Future<List<StreamCopy>> fetch(String replica, int shard, Term term, Collection<String> channels);

    /**
     * Makes the leader, on its own thread, send some of what the backup does not have. Returns how many streams are
     * left, or -1 if it is not the leader any more.
     */
    Future<Integer> push(int shard, Term term, String backup);

    /** Makes the replica forget everything of the shard, as if it had just started. */
    Future<Void> reset(String replica, int shard, Term term);

    void release(String replica, int shard, Term term);
}
