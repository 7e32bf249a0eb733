package dev.echowall.channel;

import java.time.Duration;

/**
 * What a namespace's channels keep, and who may do what.
 *
 * @param historySize publications kept at most; 0 keeps the order but nothing to catch up from
 * @param historyBytes of what was published, kept at most ({@link Publication#size()})
 * @param historyTtl how long a publication is kept; zero means as long as size and bytes allow
 * @param historyMetaTtl how long epoch, top and remembered ids outlive the last publication
 * @param maxChannels channels of the namespace at once, in the whole cluster; 0 is no limit of its own
 */
public record ChannelOptions(
        int historySize,
        long historyBytes,
        Duration historyTtl,
        Duration historyMetaTtl,
        Publish publish,
        Subscribe subscribe,
        int maxChannels) {
    /** With as many channels as there may be at all. */
    public ChannelOptions(
            int historySize,
            long historyBytes,
            Duration historyTtl,
            Duration historyMetaTtl,
            Publish publish,
            Subscribe subscribe) {
        this(historySize, historyBytes, historyTtl, historyMetaTtl, publish, subscribe, 0);
    }

    /** Who may publish. */
    public enum Publish {
        /** The server API and the instances themselves. */
        SERVER,
        /** Who brought a valid token that names him. */
        USERS,
        /** Who is subscribed, on the same connection. */
        SUBSCRIBERS,
        ANYONE
    }

    /** Who may subscribe. */
    public enum Subscribe {
        NONE,
        /** Who brought a token for the channel. */
        TOKEN,
        /** Who brought a valid token that names him. */
        USERS,
        ANYONE
    }

    public static final ChannelOptions DEFAULT =
            new ChannelOptions(0, 1 << 20, Duration.ZERO, Duration.ofHours(24), Publish.SERVER, Subscribe.USERS);
}
