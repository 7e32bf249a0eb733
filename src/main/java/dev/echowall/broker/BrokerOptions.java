package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Namespaces;
import dev.echowall.stream.Retention;
import java.time.Duration;

/**
 * What a broker goes by.
 *
 * @param node the node's name, written beside each publication
 * @param sender this life of the node
 * @param idempotencyWindow how long an id is remembered
 * @param waitingBytes of a channel's publications that wait for their append; beyond, publishing is refused as busy
 * @param windowBytes of announcements that a peer has not answered; beyond, it is left to catch up from the streams
 * @param channels streams in the whole cluster at most
 * @param allWaitingBytes likewise of all channels together
 * @param historyBytes what all streams of the cluster may take up in memory, each counted once
 * @param publishTimeout how long a publication waits for the cluster before its publisher is told that there is no answer
 */
public record BrokerOptions(
        String node,
        String sender,
        Namespaces namespaces,
        Duration idempotencyWindow,
        long waitingBytes,
        long windowBytes,
        int channels,
        long allWaitingBytes,
        long historyBytes,
        Duration publishTimeout) {
    /** Without a limit to what all channels take up together. */
    public BrokerOptions(
            String node,
            String sender,
            Namespaces namespaces,
            Duration idempotencyWindow,
            long waitingBytes,
            long windowBytes,
            int channels,
            Duration publishTimeout) {
        this(
                node,
                sender,
                namespaces,
                idempotencyWindow,
                waitingBytes,
                windowBytes,
                channels,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                publishTimeout);
    }

    /** Whether it is a channel that the configuration itself names, of which there are few: for it there is always room. */
    public boolean isReserved(ChannelName channel) {
        return namespaces.named().containsKey(channel.value());
    }

    public Retention retention(ChannelName channel) {
        return Retention.of(namespaces.of(channel), idempotencyWindow);
    }

    public Lifetime lifetime(ChannelName channel) {
        return new Lifetime(
                retention(channel), namespaces.of(channel).historyMetaTtl().toMillis());
    }
}
