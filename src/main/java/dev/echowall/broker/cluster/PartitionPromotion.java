package dev.echowall.broker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.impl.InternalPartitionServiceImpl;
import java.util.Set;

/**
 * Who owns the streams of a member that died: sees to it that this is known and decided at once. Confined to the broker's
 * context, and never waits.
 *
 * <p>It looks, many times a second, instead of listening: the one thread of Hazelcast's that calls listeners waits, in
 * Vert.x's own, for the very partitions that have lost their owner.
 */
final class PartitionPromotion {
    /** A pause that comes longer after the last change than this has another reason, and is left alone. */
    private static final int LOOKS = 100;

    private final HazelcastInstanceImpl hazelcast;
    private final InternalPartitionServiceImpl partitions;
    private Set<Member> members;
    private int looks;
    private boolean paused;

    PartitionPromotion(HazelcastInstance hazelcast) {
        this.hazelcast = ((HazelcastInstanceProxy) hazelcast).getOriginal();
        this.partitions = this.hazelcast.node.partitionService;
        this.members = hazelcast.getCluster().getMembers();
    }

    /** @return whether the members are others than at the last look */
    boolean look() {
        if (!hazelcast.getLifecycleService().isRunning()) {
            return false;
        }
        Set<Member> now = hazelcast.getCluster().getMembers();
        boolean changed = !now.equals(members);
        members = now;
        looks = changed ? 0 : Math.min(looks + 1, LOOKS);
        goOn();
        return changed;
    }

    /** Whether the members have been the same for ten seconds of looks. */
    boolean settled() {
        return looks == LOOKS;
    }

    /*
     * When a member dies while partitions are moved to or from it, Hazelcast stops all moving for three to six seconds, so
     * as not to try in a circle; and with it what it moves first of all, the ownership of what the dead one owned. There is
     * no setting for this pause. It is ended at the second look that meets it. The pause that must not be ended is that of a
     * member which is about to become the oldest: until it has, somebody else is the first of the list.
     */
    private void goOn() {
        boolean held = !settled()
                && !partitions.areMigrationTasksAllowed()
                && members.iterator().next().localMember();
        if (held && paused) {
            partitions.resumeMigration();
        }
        paused = held && !paused;
    }
}
