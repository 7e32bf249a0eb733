package dev.echowall.node;

import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Some of the channels that have subscribers on an instance, in the order of their names.
 *
 * @param subscribers of each channel, by its name
 * @param more whether there are others after them
 */
record ChannelPage(NavigableMap<String, Integer> subscribers, boolean more) {
    /** The most characters of all names of a page, so that it fits into a message of the bus. */
    private static final int MAX_CHARACTERS = 64 * 1024;

    /** Removes the last ones if there are too many. */
    static ChannelPage of(NavigableMap<String, Integer> subscribers) {
        int characters = 0;
        boolean more = false;
        for (Iterator<String> names = subscribers.keySet().iterator(); names.hasNext(); ) {
            String name = names.next();
            // A number and its punctuation count as well.
            characters += name.length() + 16;
            if (characters > MAX_CHARACTERS) {
                more = true;
                names.remove();
            }
        }
        return new ChannelPage(subscribers, more);
    }

    /** Adds one to a page in progress, which keeps no more than a page can have. */
    static void add(NavigableMap<String, Integer> page, String name, int subscribers) {
        page.merge(name, subscribers, Integer::sum);
        if (page.size() > MAX_CHARACTERS / 16 + 1) {
            page.pollLastEntry();
        }
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        subscribers.forEach(json::put);
        return new JsonObject().put("channels", json).put("more", more);
    }

    static ChannelPage of(JsonObject json) {
        NavigableMap<String, Integer> subscribers = new TreeMap<>();
        for (Map.Entry<String, Object> each : json.getJsonObject("channels")) {
            subscribers.put(each.getKey(), ((Number) each.getValue()).intValue());
        }
        return new ChannelPage(subscribers, json.getBoolean("more"));
    }
}
