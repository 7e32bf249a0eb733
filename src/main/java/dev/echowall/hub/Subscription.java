package dev.echowall.hub;

import dev.echowall.channel.ChannelName;

/** A cursor over a channel's stream. Confined to its hub's event loop. */
public final class Subscription {
    private final ChannelName channel;

    Subscription(ChannelName channel) {
        this.channel = channel;
    }

    public ChannelName channel() {
        return channel;
    }

    /** The socket takes bytes again: goes on from the cursor. */
    public void pump() {}

    /** Ends it; nothing is delivered after this call. */
    public void cancel() {}
}
