package dev.echowall.node;

import io.vertx.core.json.JsonObject;

/**
 * What an instance says about itself.
 *
 * @param uid different for each run
 * @param clients connections of any kind
 * @param users different users, without anonymous clients
 * @param channels channels with subscribers
 * @param uptimeSeconds since the process was started
 * @param answered false if the instance did not answer in time, so that only its name is known
 */
public record InstanceInfo(
        String uid,
        String name,
        String version,
        int clients,
        int users,
        int channels,
        long subscriptions,
        long uptimeSeconds,
        boolean answered) {
    static InstanceInfo unknown(String uid, String name) {
        return new InstanceInfo(uid, name, "", 0, 0, 0, 0, 0, false);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("version", version)
                .put("clients", clients)
                .put("users", users)
                .put("channels", channels)
                .put("subscriptions", subscriptions)
                .put("uptime", uptimeSeconds);
    }

    static InstanceInfo of(String uid, String name, JsonObject json) {
        return new InstanceInfo(
                uid,
                name,
                json.getString("version"),
                json.getInteger("clients"),
                json.getInteger("users"),
                json.getInteger("channels"),
                json.getLong("subscriptions"),
                json.getLong("uptime"),
                true);
    }
}
