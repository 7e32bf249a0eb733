package dev.echowall.channel;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of a namespace keep, and who may use them.
 *
 * @param historySize the most publications kept; 0 keeps none, but the order remains
 * @param historyBytes the most bytes of publications kept ({@link Publication#size()})
 * @param historyTtl how long a publication is kept; zero means as long as the other limits allow
 * @param historyMetaTtl how long epoch, top and remembered ids are kept after the last publication
 * @param maxChannels the most channels of the namespace in the whole cluster; 0 is no limit
 * @param presence who is told who is in a channel
 * @param subscribeUrl where the application is asked who may subscribe, in place of {@code subscribe}; null for nowhere
 * @param publishUrl likewise who may publish what, in place of {@code publish}
 */
public record ChannelOptions(
        int historySize,
        long historyBytes,
        Duration historyTtl,
        Duration historyMetaTtl,
        Publish publish,
        Subscribe subscribe,
        int maxChannels,
        PresenceOptions presence,
        @Nullable URI subscribeUrl,
        @Nullable URI publishUrl) {
    /** Without presence, and without the application being asked. */
    public ChannelOptions(
            int historySize,
            long historyBytes,
            Duration historyTtl,
            Duration historyMetaTtl,
            Publish publish,
            Subscribe subscribe,
            int maxChannels) {
        this(
                historySize,
                historyBytes,
                historyTtl,
                historyMetaTtl,
                publish,
                subscribe,
                maxChannels,
                PresenceOptions.NONE,
                null,
                null);
    }

    /** Without a limit to the number of channels. */
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

    /** Of the channels in which the instances talk to each other: only what somebody missed a moment ago is read again. */
    static final ChannelOptions INTERNAL = new ChannelOptions(
            1_000, 1 << 20, Duration.ofMinutes(1), Duration.ofHours(1), Publish.SERVER, Subscribe.NONE);

    /** Likewise of the one about all clients; who listens may come back after a long silence. */
    static final ChannelOptions LIFECYCLE = new ChannelOptions(
            10_000, 4 << 20, Duration.ofMinutes(1), Duration.ofDays(365), Publish.SERVER, Subscribe.NONE);

    public static final ChannelOptions DEFAULT =
            new ChannelOptions(0, 1 << 20, Duration.ZERO, Duration.ofHours(24), Publish.SERVER, Subscribe.USERS);
}
