package dev.echowall.server.api;

import dev.echowall.node.ChannelPattern;
import dev.echowall.node.ClusterClients;
import dev.echowall.node.InstanceInfo;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;
import java.util.Map;

/** What there is on all instances: channels with subscribers, and the instances themselves. */
final class ClusterMethods {
    private final ClusterClients clients;

    ClusterMethods(ClusterClients clients) {
        this.clients = clients;
    }

    Future<byte[]> channels(JsonFields request) {
        return clients.channels(new ChannelPattern(request.text("pattern")))
                .map(channels -> ResultWriter.object(out -> {
                    out.writeObjectFieldStart("channels");
                    for (Map.Entry<String, Integer> each : channels.entrySet()) {
                        out.writeObjectFieldStart(each.getKey());
                        out.writeNumberField("num_clients", each.getValue());
                        out.writeEndObject();
                    }
                    out.writeEndObject();
                }));
    }

    Future<byte[]> info(JsonFields request) {
        return clients.instances()
                .map(instances -> ResultWriter.object(out -> {
                    out.writeArrayFieldStart("nodes");
                    for (InstanceInfo each : instances) {
                        out.writeStartObject();
                        out.writeStringField("uid", each.uid());
                        out.writeStringField("name", each.name());
                        out.writeStringField("version", each.version());
                        out.writeNumberField("num_clients", each.clients());
                        out.writeNumberField("num_users", each.users());
                        out.writeNumberField("num_channels", each.channels());
                        out.writeNumberField("num_subs", each.subscriptions());
                        out.writeNumberField("uptime", each.uptimeSeconds());
                        if (!each.answered()) {
                            out.writeBooleanField("answered", false);
                        }
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                }));
    }
}
