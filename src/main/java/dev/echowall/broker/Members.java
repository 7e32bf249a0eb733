package dev.echowall.broker;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterHeartbeatManager;
import com.hazelcast.spi.impl.operationservice.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The members that keep streams, by the id of their replicas, and the way to each of them. From any thread. */
final class Members {
    /** The attribute under which a member says its replicas' id. */
    static final String REPLICA = "echowall.replica";

    private record View(int version, Map<String, Address> addresses, List<List<String>> orders) {}

    private final HazelcastInstanceImpl hazelcast;
    private final Silence silence = new Silence();
    private volatile View view = new View(-1, Map.of(), List.of());

    Members(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast instanceof HazelcastInstanceProxy proxy
                ? proxy.getOriginal()
                : (HazelcastInstanceImpl) hazelcast;
    }

    /** By replica id, in the order in which they joined. */
    Map<String, Address> addresses() {
        return view().addresses();
    }

    private View view() {
        int version = hazelcast.node.getClusterService().getMemberListVersion();
        View known = view;
        if (known.version() == version) {
            return known;
        }
        Map<String, Address> addresses = new LinkedHashMap<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            String id = member.getAttribute(REPLICA);
            if (id != null && !member.isLiteMember()) {
                addresses.put(id, member.getAddress());
            }
        }
        View next = new View(version, Map.copyOf(addresses), orders(addresses));
        view = next;
        return next;
    }

    private static List<List<String>> orders(Map<String, Address> addresses) {
        Map<String, String> byAddress = new HashMap<>();
        addresses.forEach((id, address) -> byAddress.put(address.toString(), id));
        List<List<String>> orders = new ArrayList<>();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            orders.add(Placement.order(shard, byAddress.keySet()).stream()
                    .map(byAddress::get)
                    .toList());
        }
        return orders;
    }

    /** Notes who is heard. Called some times a second, on one thread. */
    void listen() {
        ClusterHeartbeatManager heartbeats = hazelcast.node.getClusterService().getClusterHeartbeatManager();
        Map<String, Long> marks = new HashMap<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            String id = member.getAttribute(REPLICA);
            if (id != null && !member.localMember()) {
                marks.put(id, heartbeats.getLastHeartbeatTime(member));
            }
        }
        silence.look(marks);
    }

    /** Those who have been heard within the last two or three seconds, and this member. */
    Set<String> present() {
        Set<String> all = addresses().keySet();
        if (silence.nobody()) {
            return all;
        }
        Set<String> present = new HashSet<>(all);
        present.removeIf(silence::isSilent);
        return present;
    }

    boolean isPresent(String replica) {
        return addresses().containsKey(replica) && !silence.isSilent(replica);
    }

    boolean running() {
        return hazelcast.getLifecycleService().isRunning();
    }

    /** Those who are first to lead a shard, by their addresses, so that a restart moves nothing for good. */
    List<String> order(int shard) {
        return view().orders().get(shard);
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
