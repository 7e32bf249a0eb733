package dev.echowall.broker;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;

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
     * @throws SplitBrainProtectionException when fewer than that are to be seen from here
     */
    static void require(HazelcastInstance here) {
        SplitBrainProtectionConfig protection =
                here.getConfig().getSplitBrainProtectionConfigs().get(NAME);
        if (protection == null) {
            return;
        }
        int there = 0;
        for (Member member : here.getCluster().getMembers()) {
            there += member.isLiteMember() ? 0 : 1;
        }
        if (there < protection.getMinimumClusterSize()) {
            throw new SplitBrainProtectionException(
                    there + " of " + protection.getMinimumClusterSize() + " members are to be seen");
        }
    }
}
