package dev.echowall.broker.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Assigns channels to shards and shards to members: the member with the highest weight is first (rendezvous hashing),
 * so that a member that joins or leaves moves no more than its share.
 */
final class Placement {
    /** As many as Hazelcast has partitions, because each shard uses the thread of a partition. */
    static final int SHARDS = 71;

    private Placement() {}

    static int shard(String channel) {
        return Math.floorMod(mix(channel.hashCode()), SHARDS);
    }

    /** The members in the order in which they should lead the shard. */
    static List<String> order(int shard, Collection<String> members) {
        return members.stream()
                .sorted(Comparator.<String>comparingLong(each -> weight(shard, each))
                        .reversed())
                .toList();
    }

    static long weight(int shard, String member) {
        long mixed = (member.hashCode() * 0x9E3779B97F4A7C15L) ^ (shard * 0xC2B2AE3D27D4EB4FL);
        mixed = (mixed ^ (mixed >>> 31)) * 0xBF58476D1CE4E5B9L;
        return ((mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL) >>> 1;
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }
}
