package dev.echowall.server;

import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.broker.cluster.Membership.ClusterNode;
import dev.echowall.broker.cluster.Membership.UnknownMember;
import dev.echowall.metrics.Metrics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/info}: the cluster as this instance sees it, without asking the others. */
final class InfoRoute {
    private final String name;
    private final String version;
    private final Membership membership;
    private final ClusterBroker broker;
    private final Metrics metrics;

    InfoRoute(String name, String version, Membership membership, ClusterBroker broker, Metrics metrics) {
        this.name = name;
        this.version = version;
        this.membership = membership;
        this.broker = broker;
        this.metrics = metrics;
    }

    void get(RoutingContext context) {
        JsonArray nodes = new JsonArray();
        for (ClusterNode node : membership.nodes()) {
            nodes.add(new JsonObject().put("name", node.name()).put("self", node.self()));
        }
        JsonObject result = new JsonObject()
                .put("node", name)
                .put("version", version)
                .put("nodes", nodes)
                .put("unknown_members", unknown())
                .put("channels", broker.channels())
                .put("connections", metrics.connections())
                .put("quorum", membership.quorum());
        Responses.large(context.request(), new JsonObject().put("result", result));
    }

    private JsonArray unknown() {
        JsonArray unknown = new JsonArray();
        for (UnknownMember unknownMember : membership.unknownMembers()) {
            unknown.add(new JsonObject()
                    .put("name", unknownMember.name())
                    .put("address", unknownMember.address())
                    .put("why", unknownMember.why()));
        }
        return unknown;
    }
}
