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
 * Which nodes there are, the oldest first. May be asked from any thread; listeners are called on Hazelcast's threads and
 * must not wait.
 */
public final class Membership {
    /** The attribute under which a member says its name. */
    static final String NAME = "echowall.name";

    /** The attribute under which vertx-hazelcast says a member's id on the bus. */
    static final String BUS_ID = "__vertx.nodeId";

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final HazelcastInstance hazelcast;
    private final int quorum;
    private final ExpectedAddresses expected;
    /** Members that there are to be; 0 when that is not written down. */
    private final int expectedMembers;

    /** Those that were warned of, by their ids; no more than there are members. */
    private final Set<UUID> warned = ConcurrentHashMap.newKeySet();

    /** One member: its name, and its address on the event bus. */
    public record ClusterNode(String name, String busId, boolean self) {}

    /**
     * A member that should not be one, as far as can be told from here.
     *
     * @param why in a few words
     */
    public record UnknownMember(String name, String address, String why) {}

    public Membership(HazelcastInstance hazelcast, int quorum) {
        this(hazelcast, quorum, List.of());
    }

    /** @param expected where members may be, each {@code host:port}; empty, or with a name among them: anywhere */
    public Membership(HazelcastInstance hazelcast, int quorum, List<String> expected) {
        this.hazelcast = hazelcast;
        this.quorum = quorum;
        this.expected = new ExpectedAddresses(expected);
        this.expectedMembers = (int) expected.stream().distinct().count();
    }

    /** The members that are no instances of ours, keep nothing, or are where none is to be. */
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

    /** The nodes; other applications in the cluster, which have no name of ours, are not among them. */
    public List<ClusterNode> nodes() {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> member.getAttribute(NAME) != null && member.getAttribute(BUS_ID) != null)
                .map(member -> new ClusterNode(
                        name(member), Objects.toString(member.getAttribute(BUS_ID)), member.localMember()))
                .toList();
    }

    /** Which instances see each other, and whether they are enough. */
    public ClusterView attendance() {
        List<String> present =
                joined() ? nodes().stream().map(ClusterNode::name).toList() : List.of();
        // Of whose places nothing is written down there are as many as make the quorum a majority.
        int all = expectedMembers > 0 ? expectedMembers : 2 * quorum - 1;
        return new ClusterView(present, Math.max(all, present.size()), hasQuorum());
    }

    /** How many members are older than this one. */
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

    /** Whether publications are accepted: as many members as the quorum are to be seen. */
    public boolean hasQuorum() {
        return joined()
                && hazelcast.getCluster().getMembers().stream()
                                .filter(member ->
                                        !member.isLiteMember() && member.getAttribute(DataMembers.REPLICA) != null)
                                .count()
                        >= quorum;
    }

    /** Calls when a member came or went; that may be seconds later, since other listeners are called before. */
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

    /** Writes a line to the log for each member that comes or goes from now on, and a warning for each unknown member. */
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
     * Calls when this node was on the smaller side of a partition that has ended, and its streams are about to be dropped:
     * it can only start again.
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
