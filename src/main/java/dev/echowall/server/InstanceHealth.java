package dev.echowall.server;

import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.journal.Journal;
import dev.echowall.journal.JournalStatus;
import dev.echowall.node.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The health of the node: whether it must be restarted, and whether it should get clients. From any thread. */
public final class InstanceHealth {
    private final Node node;
    private final Membership membership;
    private final ClusterBroker broker;
    private final EventLoopMonitor loopMonitor;

    public InstanceHealth(Node node, Membership membership, ClusterBroker broker, EventLoopMonitor loopMonitor) {
        this.node = node;
        this.membership = membership;
        this.broker = broker;
        this.loopMonitor = loopMonitor;
    }

    /** Whether the process works at all; if not, only a restart helps. */
    boolean live() {
        return membership.joined() && loopMonitor.alive();
    }

    /**
     * The health in words; {@code ready} is true if clients may come and the cluster can tolerate another fault: this
     * member has a vote for every stream, and the streams that it leads have their copies. It does not depend on the
     * quorum, because a cluster must be able to start one by one, and because otherwise all remaining members would
     * become unready at once when others die.
     */
    JsonObject describe() {
        boolean joined = membership.joined();
        List<String> waitsFor = joined ? broker.waitsFor() : List.of();
        boolean ready = joined && broker.listening() && !node.drain().started() && waitsFor.isEmpty();
        JsonObject health = new JsonObject()
                .put("ready", ready)
                .put("node", node.name())
                .put("joined", joined)
                .put("bus", broker.listening())
                .put("draining", node.drain().started())
                .put("quorum", membership.hasQuorum())
                .put("waits_for", new JsonArray(waitsFor))
                .put("members", joined ? membership.nodes().size() : 0)
                .put("unknown_members", membership.unknownMembers().size());
        // It says nothing about whether clients may come: what is acknowledged has its copies in memory.
        Journal journal = broker.journal();
        return journal == null ? health : health.put("journal", words(journal.status()));
    }

    private static String words(JournalStatus status) {
        if (status instanceof JournalStatus.Suspended suspended) {
            return "suspended: " + suspended.reason();
        }
        return status instanceof JournalStatus.Writing ? "writing" : "closed";
    }
}
