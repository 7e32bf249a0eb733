package dev.echowall.channel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A payload that a channel has accepted, with its place in the channel's order.
 *
 * @param offset 1, 2, 3 … without holes within one epoch
 * @param time when the channel accepted it, in ms since 1970 by the cluster's clock
 * @param node the name of the node that it was published through
 * @param info who published it; null for the server and for clients without info
 * @param tags as {@link Tags} allows; usually empty
 */
public record Publication(
        ChannelName channel,
        String epoch,
        long offset,
        long time,
        String node,
        Payload payload,
        @Nullable ClientInfo info,
        Map<String, String> tags) {
    public Publication {
        tags = Tags.checked(tags);
    }

    /** With a payload alone. */
    public Publication(ChannelName channel, String epoch, long offset, long time, String node, Payload payload) {
        this(channel, epoch, offset, time, node, payload, null, Map.of());
    }

    public Position position() {
        return new Position(epoch, offset);
    }

    /** The bytes that its publisher sent: the payload, and the memory of info and tags. */
    public int size() {
        return size(payload, info, tags);
    }

    /** The {@link #size()} of a publication with these. */
    public static int size(Payload payload, @Nullable ClientInfo info, Map<String, String> tags) {
        return payload.size() + (info == null ? 0 : info.size()) + Tags.size(tags);
    }

    /** The same in another epoch. */
    public Publication under(String otherEpoch) {
        return new Publication(channel, otherEpoch, offset, time, node, payload, info, tags);
    }

    /** Without the content and the publisher, because neither must be logged. */
    @Override
    public String toString() {
        return channel + " " + epoch + ":" + offset + " " + payload + (info == null ? "" : " by " + info)
                + (tags.isEmpty() ? "" : " with " + tags.size() + " tags");
    }
}
