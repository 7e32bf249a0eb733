package dev.echowall.broker;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import java.util.List;
import java.util.Objects;
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

    /** One member: its name, and its address on the event bus. */
    public record Seat(String name, String busId, boolean self) {}

    public Membership(HazelcastInstance hazelcast, int quorum) {
        this.hazelcast = hazelcast;
        this.quorum = quorum;
    }

    /** The nodes; other applications in the cluster, which have no name of ours, are not among them. */
    public List<Seat> seats() {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> member.getAttribute(NAME) != null && member.getAttribute(BUS_ID) != null)
                .map(member ->
                        new Seat(name(member), Objects.toString(member.getAttribute(BUS_ID)), member.localMember()))
                .toList();
    }

    /** How many members are older than this one. */
    public int turn() {
        List<Seat> seats = seats();
        int turn = 0;
        while (turn < seats.size() && !seats.get(turn).self()) {
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
                                .filter(member -> !member.isLiteMember())
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

    /** Writes a line to the log for each member that comes or goes from now on. */
    public void log() {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                said("joined", event);
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                said("left", event);
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
