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
 * Which nodes there are, said on the channel {@code nodes} whenever one came or went. The oldest says it; when the oldest
 * goes, the next oldest sees that and says it. Confined to one context.
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

    /** Says who is there, if that is ours to say and was not said yet. What is refused now is said by a later call. */
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
