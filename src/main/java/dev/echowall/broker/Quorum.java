package dev.echowall.broker;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether enough members are there, asked by the owner itself for each append. Hazelcast asks it too, but learns of a
 * member's end a moment after the list of members did: what was accepted in that moment would have no second copy and no
 * quorum.
 */
final class Quorum {
    /** The name of the protection in Hazelcast's configuration. */
    static final String NAME = "quorum";

    private Quorum() {}

    /**
     * The member that a processor runs on, which Hazelcast has told it.
     *
     * @throws SplitBrainProtectionException when too few members are to be seen from there
     */
    static HazelcastInstance require(@Nullable HazelcastInstance here) {
        if (here == null) {
            throw new IllegalStateException("a processor runs on a member only");
        }
        SplitBrainProtectionConfig protection =
                here.getConfig().getSplitBrainProtectionConfigs().get(NAME);
        if (protection == null) {
            return here;
        }
        int there = 0;
        for (Member member : here.getCluster().getMembers()) {
            there += member.isLiteMember() ? 0 : 1;
        }
        if (there < protection.getMinimumClusterSize()) {
            throw new SplitBrainProtectionException(
                    there + " of " + protection.getMinimumClusterSize() + " members are to be seen");
        }
        return here;
    }
}
