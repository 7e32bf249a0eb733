package dev.echowall.broker.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterHeartbeatManager;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.spi.impl.operationservice.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The members that keep streams, by the id of their replicas, and the way to each of them. From any thread. */
final class DataMembers {
    /** The attribute under which a member says its replicas' id. */
    static final String REPLICA = "echowall.replica";

    /**
     * What a member has said of itself.
     *
     * @param serves whether it keeps streams
     * @param demand what it asks of those who lead what it keeps
     */
    private record Greeting(boolean serves, HistoryDemand demand) {}

    private record View(int version, Map<String, Address> addresses, List<List<String>> orders) {}

    private final HazelcastInstanceImpl hazelcast;
    private final SuspectDetector silence = new SuspectDetector();
    private final Map<String, Greeting> greetings = new ConcurrentHashMap<>();
    private final Map<String, HistoryDemand> demands = new ConcurrentHashMap<>();
    private volatile View view = new View(-1, Map.of(), List.of());

    DataMembers(HazelcastInstance hazelcast) {
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

    /**
     * Tells all others whether this one keeps streams, and whether it has memory enough; said again and again, so a word that is lost
     * does no harm.
     */
    void greet(String self, boolean serves, HistoryDemand demand) {
        greetings.keySet().retainAll(addresses().keySet());
        demands.keySet().retainAll(addresses().keySet());
        greetings.put(self, new Greeting(serves, demand));
        for (Map.Entry<String, Address> each : addresses().entrySet()) {
            if (!each.getKey().equals(self)) {
                hazelcast
                        .node
                        .getNodeEngine()
                        .getOperationService()
                        .send(new HelloOperation(self, serves, demand), each.getValue());
            }
        }
    }

    /** A member has said whether it keeps streams, and whether it has memory enough. */
    void heard(String replica, boolean serves, HistoryDemand demand, Address from) {
        greetings.put(replica, new Greeting(serves, demand));
        if (demand.excess() > 0) {
            demands.put(replica, demand);
        }
        if (silence.isSilent(replica)) {
            // Two that are not the oldest and have missed each other would for ever: Hazelcast sends no heartbeat to a
            // member that it suspects, and suspects it until it gets one. This word shows as much as a heartbeat does.
            ClusterServiceImpl cluster = hazelcast.node.getClusterService();
            cluster.getClusterHeartbeatManager()
                    .onHeartbeat(
                            cluster.getMember(from), cluster.getClusterClock().getClusterTime());
        }
    }

    /** What each stream may keep so that all members present have room for it, in bytes. */
    long historyMost() {
        Set<String> present = present();
        return greetings.entrySet().stream()
                .filter(each -> present.contains(each.getKey()))
                .mapToLong(each -> each.getValue().demand().most())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** What that member has asked for since this was asked last; null when it has asked for nothing. */
    @Nullable
    HistoryDemand takeDemand(String replica) {
        return demands.remove(replica);
    }

    /**
     * Those present who have begun to keep streams and are not about to leave. To have one lead, or keep copies, who is still
     * starting would make all others wait for him.
     */
    Set<String> serving() {
        return only(present(), id -> {
            Greeting said = greetings.get(id);
            return said != null && said.serves();
        });
    }

    /** Those who have been heard within the last two or three seconds, and this member. */
    Set<String> present() {
        return only(addresses().keySet(), id -> !silence.isSilent(id));
    }

    /* Mostly that is all of them, and asked for each shard, many times a second. */
    private static Set<String> only(Set<String> all, Predicate<String> which) {
        return all.stream().allMatch(which) ? all : all.stream().filter(which).collect(Collectors.toUnmodifiableSet());
    }

    boolean isPresent(String replica) {
        return addresses().containsKey(replica) && !silence.isSilent(replica);
    }

    boolean running() {
        return hazelcast.getLifecycleService().isRunning();
    }

    /**
     * Those present, in the order in which they are to lead a shard and to keep copies of it: by their addresses, so that a restart
     * moves nothing for good. Who is still starting, or about to leave, comes after all others.
     */
    List<String> order(int shard) {
        List<String> all = view().orders().get(shard);
        Set<String> present = present();
        Set<String> serving = serving();
        if (serving.containsAll(all)) {
            return all;
        }
        List<String> order = new ArrayList<>(all);
        order.removeIf(id -> !serving.contains(id));
        all.stream().filter(id -> present.contains(id) && !serving.contains(id)).forEach(order::add);
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
