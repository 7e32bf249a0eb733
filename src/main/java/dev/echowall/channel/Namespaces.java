package dev.echowall.channel;

import java.util.Map;

/** The options of all channels: those of the channel's namespace, or the default ones. */
public record Namespaces(ChannelOptions fallback, Map<String, ChannelOptions> named) {
    /** The label of channels whose namespace is not configured. */
    public static final String DEFAULT = "default";

    /** The label of the instances' own channels. No namespace has this name, because a name has no space. */
    public static final String INTERNAL = "of instances";

    public Namespaces {
        named = Map.copyOf(named);
    }

    public ChannelOptions of(ChannelName channel) {
        if (channel.equals(ChannelName.LIFECYCLE)) {
            return ChannelOptions.LIFECYCLE;
        }
        return channel.isInternal() ? ChannelOptions.INTERNAL : named.getOrDefault(channel.namespace(), fallback);
    }

    /**
     * The label to count a channel under: a configured namespace or "default", so that clients cannot create labels.
     */
    public String label(ChannelName channel) {
        if (channel.isInternal()) {
            return INTERNAL;
        }
        String namespace = channel.namespace();
        return named.containsKey(namespace) ? namespace : DEFAULT;
    }
}
