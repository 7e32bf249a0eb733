package dev.echowall.broker;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.spi.impl.operationservice.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The members that keep streams, by the id of their replicas, and the way to each of them. From any thread. */
final class Members {
    /** The attribute under which a member says its replicas' id. */
    static final String REPLICA = "echowall.replica";

    private record View(int version, Map<String, Address> addresses) {}

    private final HazelcastInstanceImpl hazelcast;
    private volatile View view = new View(-1, Map.of());

    Members(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast instanceof HazelcastInstanceProxy proxy
                ? proxy.getOriginal()
                : (HazelcastInstanceImpl) hazelcast;
    }

    /** By replica id, in the order in which they joined. */
    Map<String, Address> addresses() {
        int version = hazelcast.node.getClusterService().getMemberListVersion();
        View known = view;
        if (known.version() == version) {
            return known.addresses();
        }
        Map<String, Address> addresses = new LinkedHashMap<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            String id = member.getAttribute(REPLICA);
            if (id != null && !member.isLiteMember()) {
                addresses.put(id, member.getAddress());
            }
        }
        view = new View(version, Map.copyOf(addresses));
        return addresses;
    }

    boolean running() {
        return hazelcast.getLifecycleService().isRunning();
    }

    /** Those who are first to lead a shard, by their addresses, so that a restart moves nothing for good. */
    List<String> order(int shard) {
        Map<String, String> byAddress = new LinkedHashMap<>();
        addresses().forEach((id, address) -> byAddress.put(address.toString(), id));
        List<String> order = new ArrayList<>();
        Placement.order(shard, byAddress.keySet()).forEach(address -> order.add(byAddress.get(address)));
        return order;
    }

    /**
     * Asks a member, once. From any thread; what one thread asks of one shard arrives in that order.
     *
     * @return fails when the member is none any more, dies before it answers, or is silent for too long
     */
    <R> CompletableFuture<R> ask(@Nullable Address member, Operation operation) {
        if (member == null) {
            return CompletableFuture.failedFuture(new NotThere());
        }
        try {
            return hazelcast
                    .node
                    .getNodeEngine()
                    .getOperationService()
                    .createInvocationBuilder((String) null, operation, member)
                    .setTryCount(1)
                    .setFailOnIndeterminateOperationState(false)
                    .invoke();
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    @Nullable
    Address address(String replica) {
        return addresses().get(replica);
    }

    /** Nobody of that name is there. */
    static final class NotThere extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotThere() {
            super("the member is not to be seen", null, false, false);
        }
    }
}
