package dev.echowall.clients;

import com.hazelcast.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** A Vert.x application that joins the cluster and publishes over the event bus. */
final class PublishFromVertx {
    private PublishFromVertx() {}

    static Future<Vertx> join(String host, String cluster, String member) {
        Config hazelcast = new Config().setClusterName(cluster).setLiteMember(true); // stores no streams
        hazelcast.setProperty("hazelcast.partition.count", "71"); // the same on all members
        hazelcast.setProperty("hazelcast.socket.bind.any", "false");
        hazelcast.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(host);
        hazelcast.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        hazelcast.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember(member);
        return Vertx.builder()
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered();
    }

    static Future<JsonObject> publish(Vertx vertx, String channel, String text) {
        JsonObject command = new JsonObject().put("channel", channel).put("data", text);
        return vertx.eventBus()
                .<JsonObject>request("echowall.publish", command)
                .map(Message::body); // {"epoch":"x7","offset":42,"copies":2}
    }
}
