package dev.echowall.lifecycle;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** An event as a reader was told it. */
public record Told(EventId id, String kind, String client, String channel, String text) {
    public static Told of(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        JsonObject data = new JsonObject(fields.getOrDefault("data", ""));
        return new Told(
                EventId.parse(fields.getOrDefault("id", "")),
                fields.getOrDefault("event", ""),
                data.getString("client", ""),
                data.getString("channel", ""),
                text);
    }
}
