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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members that store streams, by the id of their replicas, and the way to send requests to them. From any thread.
 */
final class DataMembers {
    /** The member attribute with the id of its replicas. */
    static final String REPLICA = "echowall.replica";

    /** The member attribute of those that have read a journal with streams. */
    static final String RESTORED = "echowall.restored";

    /**
     * What a member has said about itself.
     *
     * @param serves whether it stores streams
     * @param demand what it asks of the leaders of the streams that it stores
     * @param opens whether it was told not to wait for journals that are missing
     */
    record Greeting(boolean serves, HistoryDemand demand, boolean opens) {}

    /** @param restored the names of those that have read a journal, by replica id */
    private record View(
            int version, Map<String, Address> addresses, List<List<String>> orders, Map<String, String> restored) {}

    private final HazelcastInstanceImpl hazelcast;
    private final SuspectDetector silence = new SuspectDetector();
    private final Map<String, Greeting> greetings = new ConcurrentHashMap<>();
    private final Map<String, HistoryDemand> demands = new ConcurrentHashMap<>();
    private volatile View view = new View(-1, Map.of(), List.of(), Map.of());

    DataMembers(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast instanceof HazelcastInstanceProxy proxy
                ? proxy.getOriginal()
                : (HazelcastInstanceImpl) hazelcast;
    }

    /** By replica id, in the order in which they joined. */
    Map<String, Address> addresses() {
        return view().addresses();
    }

    /** The members that had a journal with streams when they started. */
    Set<String> restored() {
        return view().restored().keySet();
    }

    /** Their names. */
    Collection<String> restoredNames() {
        return view().restored().values();
    }

    private View view() {
        int version = hazelcast.node.getClusterService().getMemberListVersion();
        View known = view;
        if (known.version() == version) {
            return known;
        }
        Map<String, Address> addresses = new LinkedHashMap<>();
        Map<String, String> restored = new HashMap<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            String id = member.getAttribute(REPLICA);
            if (id != null && !member.isLiteMember()) {
                addresses.put(id, member.getAddress());
                if (member.getAttribute(RESTORED) != null) {
                    restored.put(id, Objects.requireNonNullElse(member.getAttribute(Membership.NAME), id));
                }
            }
        }
        View next = new View(version, Map.copyOf(addresses), orders(addresses), Map.copyOf(restored));
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

    /** Records which members have been heard from. Called some times a second, on one thread. */
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

    /** Tells all other members what this one has to say. Repeated regularly, so a lost message does no harm. */
    void greet(String self, Greeting greeting) {
        greetings.keySet().retainAll(addresses().keySet());
        demands.keySet().retainAll(addresses().keySet());
        greetings.put(self, greeting);
        for (Map.Entry<String, Address> each : addresses().entrySet()) {
            if (!each.getKey().equals(self)) {
                hazelcast
                        .node
                        .getNodeEngine()
                        .getOperationService()
                        .send(new HelloOperation(self, greeting), each.getValue());
            }
        }
    }

    /** A member has greeted this one. */
    void heard(String replica, Greeting greeting, Address from) {
        greetings.put(replica, greeting);
        if (greeting.demand().excess() > 0) {
            demands.put(replica, greeting.demand());
        }
        if (silence.isSilent(replica)) {
            // Two members, neither the oldest, that lost contact would never recover it: Hazelcast sends no heartbeat
            // to a member that it suspects, and suspects it until a heartbeat arrives. This message proves as much as a
            // heartbeat.
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

    /** What a member has asked for since the last call; null if nothing. */
    @Nullable
    HistoryDemand takeDemand(String replica) {
        return demands.remove(replica);
    }

    /**
     * The members present that have begun to store streams and are not about to leave. If a member that is still
     * starting led or kept copies, all others would have to wait for it.
     */
    Set<String> serving() {
        return only(present(), id -> {
            Greeting said = greetings.get(id);
            return said != null && said.serves();
        });
    }

    /** The members heard from within the last two or three seconds, and this one. */
    Set<String> present() {
        return only(addresses().keySet(), id -> !silence.isSilent(id));
    }

    /* Usually this is all of them; and it is called for each shard, many times a second. */
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
     * The members present, in the order in which they should lead a shard and keep copies of it. The order depends on
     * their addresses, so that a restart moves nothing permanently. Members that are starting or about to leave come
     * last.
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
     * Sends a request to a member, once. From any thread; requests of one thread to one shard arrive in order.
     *
     * @return fails if the member has left, dies before it answers, or does not answer in time
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

    /** There is no such member. */
    static final class NotThere extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotThere() {
            super("the member is not visible", null, false, false);
        }
    }
}
