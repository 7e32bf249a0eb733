package dev.echowall.lifecycle;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Something that has happened to a client or a channel.
 *
 * @param client the id of the connection; "" if it is about a channel
 * @param user "" for an anonymous client
 * @param node the name of the client's instance
 * @param channel "" if it is about a whole connection
 * @param code with which it was closed, if it was
 */
record LifecycleEvent(
        Kind kind, String client, String user, String transport, String node, String channel, int code, String reason) {
    enum Kind {
        CONNECTED,
        DISCONNECTED,
        SUBSCRIBED,
        UNSUBSCRIBED,
        /** The channel has its first subscriber anywhere. */
        OCCUPIED,
        /** Its last one has gone. */
        VACATED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static LifecycleEvent ofChannel(Kind kind, String channel) {
        return new LifecycleEvent(kind, "", "", "", "", channel, 0, "");
    }

    /** @param time in ms since 1970 */
    JsonObject data(long time) {
        JsonObject data = new JsonObject();
        if (!client.isEmpty()) {
            data.put("client", client)
                    .put("user", user)
                    .put("transport", transport)
                    .put("node", node);
        }
        if (!channel.isEmpty()) {
            data.put("channel", channel);
        }
        if (kind == Kind.DISCONNECTED) {
            data.put("code", code).put("reason", reason);
        }
        return data.put("time", time);
    }
}
