package dev.echowall.channel;

/**
 * A payload that a channel has accepted, with its place in the channel's order.
 *
 * @param offset 1, 2, 3 … without holes within one epoch
 * @param time when the channel accepted it, in ms since 1970 by the cluster's clock
 * @param node the name of the node that it was published through
 */
public record Publication(ChannelName channel, String epoch, long offset, long time, String node, Payload payload) {
    public Position position() {
        return new Position(epoch, offset);
    }
}
