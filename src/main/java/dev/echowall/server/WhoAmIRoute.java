package dev.echowall.server;

import dev.echowall.channel.ChannelName;
import dev.echowall.identity.Access;
import dev.echowall.identity.Identity;
import dev.echowall.node.Node;
import dev.echowall.source.Ticks;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a client who it is here and what it may do: for the page, and for whoever looks for the reason of a 403. Answered in
 * any state, because nothing but the configuration and the token are asked. Never contains a token. Confined to its event
 * loop.
 */
final class WhoAmIRoute {
    private static final List<ChannelName> EVERYBODYS = List.of(PublicRoutes.ECHO, Ticks.CHANNEL);
    private static final int MOST_CHANNELS = 16;

    private final Node node;
    private final Credentials credentials;

    WhoAmIRoute(Node node, Credentials credentials) {
        this.node = node;
        this.credentials = credentials;
    }

    void answer(RoutingContext context, Identity who) {
        HttpServerRequest request = context.request();
        JsonObject channels = new JsonObject();
        for (ChannelName channel : channels(request.params().getAll("channel"))) {
            channels.put(channel.value(), json(node.access(who, channel)));
        }
        Responses.json(
                context.response(),
                new JsonObject()
                        .put("user", who.isUser() ? who.user() : null)
                        .put("token", credentials.carrier(request))
                        .put("expires", who.expiresAt() == 0 ? null : who.expiresAt())
                        .put(
                                "auth",
                                new JsonObject()
                                        .put("keys", node.verifiesTokens())
                                        .put("cookie", credentials.cookie()))
                        .put("channels", channels));
    }

    private static Set<ChannelName> channels(List<String> asked) {
        if (asked.size() > MOST_CHANNELS) {
            throw new IllegalArgumentException("at most " + MOST_CHANNELS + " channels may be asked for at a time");
        }
        Set<ChannelName> all = new LinkedHashSet<>(EVERYBODYS);
        asked.forEach(name -> all.add(ChannelName.of(name)));
        return all;
    }

    private static JsonObject json(Access access) {
        return new JsonObject()
                .put("subscribe", json(access.subscribe()))
                .put("publish", json(access.publish()))
                .put("history", json(access.history()));
    }

    private static JsonObject json(Access.Answer answer) {
        JsonObject json = new JsonObject().put("allowed", answer.allowed()).put("by", answer.by());
        return answer.refusal() == null
                ? json
                : json.put("message", answer.refusal().sentence());
    }
}
