package dev.echowall.server;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.identity.Identity;
import dev.echowall.node.Node;
import dev.echowall.presence.Snapshot;
import dev.echowall.protocol.Refusal;
import dev.echowall.server.api.ResultWriter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is in a channel, for clients that may subscribe to it: a page of them, with the counts of all. */
final class PresenceRoute {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 5_000;

    private final Node node;

    PresenceRoute(Node node) {
        this.node = node;
    }

    void answer(RoutingContext context, Identity who) {
        HttpServerRequest request = context.request();
        ChannelName channel = ChannelPath.channel(request.path(), "/presence/");
        @Nullable Refusal refusal = node.refusalToSeePresence(who, channel, false);
        if (refusal != null) {
            throw refusal;
        }
        int limit = QueryNumber.parse("limit", request.getParam("limit"), DEFAULT_LIMIT, MAX_LIMIT);
        node.presence(channel, request.getParam("after", ""), limit)
                .map(found -> json(channel, found))
                .onSuccess(body -> send(request, body))
                .onFailure(context::fail);
    }

    private static void send(HttpServerRequest request, byte[] body) {
        if (request.response().closed()) {
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        Responses.large(request, body.length, () -> BufferInternal.buffer(body));
    }

    private static byte[] json(ChannelName channel, Snapshot found) {
        List<ClientInfo> clients = found.clients();
        return ResultWriter.object(out -> {
            out.writeStringField("channel", channel.value());
            out.writeNumberField("version", found.version());
            out.writeArrayFieldStart("clients");
            for (ClientInfo each : clients) {
                ResultWriter.client(out, each);
            }
            out.writeEndArray();
            out.writeNumberField("connections", found.connections());
            out.writeNumberField("users", found.users());
            if (found.more()) {
                out.writeStringField("next", clients.get(clients.size() - 1).client());
            }
        });
    }
}
