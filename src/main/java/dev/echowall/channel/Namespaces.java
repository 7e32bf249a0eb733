package dev.echowall.channel;

import java.util.Map;

/** The options of every channel: by its namespace, or else the default. */
public record Namespaces(ChannelOptions fallback, Map<String, ChannelOptions> named) {
    /** What channels of no namespace that is named are counted under. */
    public static final String DEFAULT = "default";

    public Namespaces {
        named = Map.copyOf(named);
    }

    public ChannelOptions of(ChannelName channel) {
        return named.getOrDefault(channel.namespace(), fallback);
    }

    /** The label to count a channel under: a configured namespace or "default", so that clients cannot invent labels. */
    public String label(ChannelName channel) {
        String namespace = channel.namespace();
        return named.containsKey(namespace) ? namespace : DEFAULT;
    }
}
