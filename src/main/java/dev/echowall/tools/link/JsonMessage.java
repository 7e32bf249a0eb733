package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import io.vertx.core.json.JsonObject;

/** Parses the objects of {@code ?format=json} and of pages of publications. */
final class JsonMessage {
    private JsonMessage() {}

    /** @throws ClassCastException or NullPointerException if it is none of them */
    static void take(JsonObject message, SubscriptionCallback callback) {
        JsonObject gap = message.getJsonObject("gap");
        if (gap != null) {
            gap(gap, callback);
        } else if (message.containsKey("time")) {
            callback.delivered(position(message), data(message));
        } else if (message.containsKey("offset")) {
            callback.began(position(message));
        } else {
            callback.alive();
        }
    }

    static void gap(JsonObject gap, SubscriptionCallback callback) {
        callback.gap(gap.getString("epoch"), gap.getLong("oldest"), gap.getString("reason"));
    }

    static Position position(JsonObject of) {
        return new Position(of.getString("epoch"), of.getLong("offset"));
    }

    private static String data(JsonObject publication) {
        Object data = publication.getValue("data");
        return data == null ? publication.getString("b64data", "null") : data.toString();
    }
}
