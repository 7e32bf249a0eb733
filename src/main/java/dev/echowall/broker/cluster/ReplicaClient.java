package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** The replicas of other members, and this one's, as a candidate reaches them. Futures fail when there is no answer in time. */
interface ReplicaClient {
    /** Those to be seen now, this one among them, whatever they have said so far. */
    List<String> live();

    /** The same, in the order in which they are to lead the shard, and to keep copies of it. */
    List<String> order(int shard);

    Future<Vote> vote(String replica, int shard, Term term);

    Future<Boolean> activate(String replica, int shard, VoterConfiguration configuration, ShardEpoch shardEpoch);

    /** Fails when the replica has promised another term. */
    Future<List<StreamCopy>> fetch(String replica, int shard, Term term, Collection<String> channels);

    /** Sends some of what the backup does not have, by the leader's own thread; how many streams are left, -1 when it leads no more. */
    Future<Integer> push(int shard, Term term, String backup);

    /** Makes it forget all that it has of the shard, as if it had just begun. */
    Future<Void> reset(String replica, int shard, Term term);

    void release(String replica, int shard, Term term);
}
