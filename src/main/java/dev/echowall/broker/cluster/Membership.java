package dev.echowall.broker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import dev.echowall.broker.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of the cluster, oldest first. From any thread; listeners are called on Hazelcast's threads and must not
 * block.
 */
public final class Membership {
    /** The member attribute with the node's name. */
    static final String NAME = "echowall.name";

    /** The member attribute in which vertx-hazelcast stores a member's id on the event bus. */
    static final String BUS_ID = "__vertx.nodeId";

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final HazelcastInstance hazelcast;
    private final int quorum;
    private final ExpectedAddresses expected;
    /** The configured number of members; 0 if it is not configured. */
    private final int expectedMembers;

    /** Members that a warning was logged for, by id; at most as many as there are members. */
    private final Set<UUID> warned = ConcurrentHashMap.newKeySet();

    /** One member: its name, and its address on the event bus. */
    public record ClusterNode(String name, String busId, boolean self) {}

    /**
     * A member that should not be one, as far as can be told from here.
     *
     * @param why the reasons, in a few words
     */
    public record UnknownMember(String name, String address, String why) {}

    public Membership(HazelcastInstance hazelcast, int quorum) {
        this(hazelcast, quorum, List.of());
    }

    /**
     * @param expected addresses at which members may be, each {@code host:port}; if empty, or with a host name among
     *     them, any address
     */
    public Membership(HazelcastInstance hazelcast, int quorum, List<String> expected) {
        this.hazelcast = hazelcast;
        this.quorum = quorum;
        this.expected = new ExpectedAddresses(expected);
        this.expectedMembers = (int) expected.stream().distinct().count();
    }

    /** The members that are not Echowall instances, store nothing, or have an unexpected address. */
    public List<UnknownMember> unknownMembers() {
        if (!joined()) {
            return List.of();
        }
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.localMember())
                .flatMap(member -> unknownMember(member).stream())
                .toList();
    }

    private Optional<UnknownMember> unknownMember(Member member) {
        List<String> why = new ArrayList<>();
        if (member.isLiteMember()) {
            why.add("it keeps nothing (a lite member)");
        }
        if (member.getAttribute(DataMembers.REPLICA) == null) {
            why.add("it is no instance");
        }
        if (!expected.has(member.getSocketAddress())) {
            why.add("its address is not in cluster.members");
        }
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new UnknownMember(name(member), member.getAddress().toString(), String.join(", ", why)));
    }

    /** The nodes, without other applications in the cluster, which have no node name. */
    public List<ClusterNode> nodes() {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> member.getAttribute(NAME) != null && member.getAttribute(BUS_ID) != null)
                .map(member -> new ClusterNode(
                        name(member), Objects.toString(member.getAttribute(BUS_ID)), member.localMember()))
                .toList();
    }

    /** The visible instances, and whether they are enough to publish. */
    public ClusterView attendance() {
        List<String> present =
                joined() ? nodes().stream().map(ClusterNode::name).toList() : List.of();
        // If the number of members is not configured, it is the largest of which the quorum is a majority.
        int all = expectedMembers > 0 ? expectedMembers : 2 * quorum - 1;
        return new ClusterView(present, Math.max(all, present.size()), hasQuorum());
    }

    /** The number of members that are older than this one. */
    public int turn() {
        List<ClusterNode> nodes = nodes();
        int turn = 0;
        while (turn < nodes.size() && !nodes.get(turn).self()) {
            turn++;
        }
        return turn;
    }

    /** Whether this node is a running member of the cluster. */
    public boolean joined() {
        return hazelcast.getLifecycleService().isRunning();
    }

    public int quorum() {
        return quorum;
    }

    /** Whether publications are accepted, because at least as many members as the quorum are visible. */
    public boolean hasQuorum() {
        return joined()
                && hazelcast.getCluster().getMembers().stream()
                                .filter(member ->
                                        !member.isLiteMember() && member.getAttribute(DataMembers.REPLICA) != null)
                                .count()
                        >= quorum;
    }

    /**
     * Calls back when a member has joined or left. This may be seconds later, because other listeners are called first.
     */
    public void onChange(Runnable changed) {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                changed.run();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                changed.run();
            }
        });
    }

    /** From now on logs a line for each member that joins or leaves, and a warning for each unknown member. */
    public void log() {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                said("joined", event);
                warn(event.getMember());
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                said("left", event);
                warned.remove(event.getMember().getUuid());
            }
        });
        hazelcast.getCluster().getMembers().forEach(this::warn);
    }

    private void warn(Member member) {
        if (member.localMember()) {
            return;
        }
        unknownMember(member).ifPresent(unknownMember -> {
            if (warned.add(member.getUuid())) {
                log.atWarn()
                        .addKeyValue("member", unknownMember.name())
                        .addKeyValue("address", unknownMember.address())
                        .addKeyValue("why", unknownMember.why())
                        .log("an unknown member is in the cluster, and can read and change all of it");
            }
        });
    }

    /**
     * Calls back when this node was on the smaller side of a partition that has ended, and its data is about to be
     * dropped, so that it must restart.
     */
    public void onMerge(Runnable merging) {
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGING) {
                merging.run();
            }
        });
    }

    private static void said(String what, MembershipEvent event) {
        log.atInfo()
                .addKeyValue("member", name(event.getMember()))
                .addKeyValue("address", event.getMember().getAddress())
                .addKeyValue("members", event.getMembers().size())
                .log("member {}", what);
    }

    private static String name(Member member) {
        return Objects.toString(member.getAttribute(NAME), member.getAddress().toString());
    }
}
