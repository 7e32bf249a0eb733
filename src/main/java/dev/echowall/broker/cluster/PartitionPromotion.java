package dev.echowall.broker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.impl.InternalPartitionServiceImpl;
import java.util.Set;

/**
 * Makes sure that the partitions of a dead member get a new owner at once. Confined to the broker's context; never
 * blocks.
 *
 * <p>It polls many times a second instead of using a listener: the one Hazelcast thread that calls listeners blocks, in
 * Vert.x's listener, on the very partitions that have lost their owner.
 */
final class PartitionPromotion {
    /** A pause that begins longer after the last change than this has another reason and is left alone. */
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

    /** @return whether the members have changed since the last call */
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

    /** Whether the members have been the same for ten seconds. */
    boolean settled() {
        return looks == LOOKS;
    }

    /*
     * When a member dies while partitions are migrating to or from it, Hazelcast pauses all migrations for three to six
     * seconds to avoid retrying in a loop, including the promotion of the dead member's backups. There is no setting
     * for this pause, so it is ended when it is seen twice in a row. The pause that must not be ended is that of a
     * member which is about to become the oldest; until it has, another member is the first of the list.
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
