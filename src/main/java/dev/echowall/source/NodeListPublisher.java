package dev.echowall.source;

import dev.echowall.broker.Broker;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.broker.cluster.Membership.ClusterNode;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Publishes the list of nodes to the channel {@code nodes} whenever one has joined or left. The oldest node publishes
 * it; when the oldest leaves, the next oldest notices and does it. Confined to one context.
 */
public final class NodeListPublisher {
    public static final ChannelName CHANNEL = ChannelName.of("nodes");

    private final Broker broker;
    private final Membership membership;
    private List<ClusterNode> said = List.of();
    private boolean saying;

    public NodeListPublisher(Broker broker, Membership membership) {
        this.broker = broker;
        this.membership = membership;
    }

    /**
     * Publishes the list if it is this node's turn and the list has changed. If it is refused, a later call does it.
     */
    public void say() {
        List<ClusterNode> nodes = membership.nodes();
        boolean oldest = !nodes.isEmpty() && nodes.get(0).self();
        if (saying || !oldest || nodes.equals(said)) {
            return;
        }
        saying = true;
        JsonArray names = new JsonArray(nodes.stream().map(ClusterNode::name).toList());
        broker.publish(
                        CHANNEL,
                        Payload.json(new JsonObject().put("nodes", names).encode()),
                        null)
                .onComplete(published -> {
                    saying = false;
                    if (published.succeeded()) {
                        said = nodes;
                        say();
                    }
                });
    }
}
