package dev.echowall.server;

import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.node.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** How the node is: whether to restart it, and whether to send it clients. From any thread. */
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

    /** Whether the process does its work at all; if not, nothing but a restart helps. */
    boolean live() {
        return membership.joined() && loopMonitor.alive();
    }

    /**
     * For people, and in {@code ready} whether clients may come, and the next single fault would cost nothing: this member has a
     * vote about every stream, and those that it leads have their copies. Not asked for a quorum: a cluster must be able to
     * start one by one, and when members die all others are below it at once.
     */
    JsonObject describe() {
        boolean joined = membership.joined();
        List<String> waitsFor = joined ? broker.waitsFor() : List.of();
        boolean ready = joined && broker.listening() && !node.drain().started() && waitsFor.isEmpty();
        return new JsonObject()
                .put("ready", ready)
                .put("node", node.name())
                .put("joined", joined)
                .put("bus", broker.listening())
                .put("draining", node.drain().started())
                .put("quorum", membership.hasQuorum())
                .put("waits_for", new JsonArray(waitsFor))
                .put("members", joined ? membership.nodes().size() : 0)
                .put("unknown_members", membership.unknownMembers().size());
    }
}
