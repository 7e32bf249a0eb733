package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Namespaces;
import dev.echowall.stream.Retention;
import java.time.Duration;

/**
 * The configuration of a broker.
 *
 * @param node the node's name, recorded with each publication
 * @param sender identifies this run of the node
 * @param idempotencyWindow how long an id is remembered
 * @param waitingBytes publications of one channel that may wait for their append; beyond it publishing is refused as
 *     busy
 * @param windowBytes announcements that a peer may leave unanswered; beyond it the peer must catch up from the streams
 * @param channels the most streams in the whole cluster
 * @param allWaitingBytes like {@code waitingBytes}, for all channels together
 * @param historyBytes memory for all streams of the cluster, each counted once
 * @param publishTimeout how long a publication waits for the cluster before its publisher is told that there is no
 *     answer
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
    /** Without a limit to the memory of all channels together. */
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

    /**
     * Whether there is always room for the channel: the configuration names it, or it is the one about all clients. There
     * are few of these.
     */
    public boolean isReserved(ChannelName channel) {
        return channel.equals(ChannelName.LIFECYCLE) || namespaces.named().containsKey(channel.value());
    }

    public Retention retention(ChannelName channel) {
        return Retention.of(namespaces.of(channel), idempotencyWindow);
    }

    public Lifetime lifetime(ChannelName channel) {
        return new Lifetime(
                retention(channel), namespaces.of(channel).historyMetaTtl().toMillis());
    }
}
