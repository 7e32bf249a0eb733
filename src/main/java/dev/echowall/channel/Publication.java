package dev.echowall.channel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a channel accepted, with its place in the channel's order.
 *
 * @param offset 1, 2, 3 … without holes within one epoch
 * @param time when the channel accepted it, in ms since 1970 by the cluster's clock
 * @param node the name of the node that it was said at
 * @param info who published it; null for the server, and for clients about whom nothing is told
 * @param tags as {@link Tags} allows; mostly none
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

    /** One of which nothing is told but what was said. */
    public Publication(ChannelName channel, String epoch, long offset, long time, String node, Payload payload) {
        this(channel, epoch, offset, time, node, payload, null, Map.of());
    }

    public Position position() {
        return new Position(epoch, offset);
    }

    /** Bytes of what its publisher sent: the payload, and what info and tags take up. */
    public int size() {
        return size(payload, info, tags);
    }

    /** What a publication of these has as its {@link #size()}. */
    public static int size(Payload payload, @Nullable ClientInfo info, Map<String, String> tags) {
        return payload.size() + (info == null ? 0 : info.size()) + Tags.size(tags);
    }

    /** The same in another life of the stream. */
    public Publication under(String otherEpoch) {
        return new Publication(channel, otherEpoch, offset, time, node, payload, info, tags);
    }

    /** Never what was said, and by whom: that does not belong into logs. */
    @Override
    public String toString() {
        return channel + " " + epoch + ":" + offset + " " + payload + (info == null ? "" : " by " + info)
                + (tags.isEmpty() ? "" : " with " + tags.size() + " tags");
    }
}
