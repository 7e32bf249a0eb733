package dev.echowall.broker;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.internal.partition.InternalPartitionService;

/** How many instances keep a key, by the owner's partition table: one until a lost backup is made again. */
final class Copies {
    private Copies() {}

    static int of(HazelcastInstance member, String key) {
        if (!(member instanceof HazelcastInstanceImpl here)) {
            return 1;
        }
        InternalPartitionService partitions = here.node.getPartitionService();
        InternalPartition partition = partitions.getPartition(
                member.getPartitionService().getPartition(key).getPartitionId());
        int wanted = member.getConfig().findMapConfig(MapStreams.MAP).getTotalBackupCount();
        int copies = 0;
        for (int replica = 0; replica <= wanted; replica++) {
            Address address = partition.getReplicaAddress(replica);
            copies += address == null ? 0 : 1;
        }
        return Math.max(1, copies);
    }
}
