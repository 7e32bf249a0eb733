package dev.echowall.stream;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.channel.Tags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publication that is offered to a stream.
 *
 * @param id of several drafts with the same id only the first is accepted, whatever their other fields; null for none
 * @param rank a draft with a rank is accepted only if the rank is later than all before; 0 for none
 * @param info who publishes; null for none
 * @param tags as {@link Tags} allows
 */
public record Draft(
        Payload payload,
        @Nullable String id,
        long rank,
        @Nullable ClientInfo info,
        Map<String, String> tags) {
    public Draft {
        tags = Tags.checked(tags);
    }

    /** With a payload alone. */
    public Draft(Payload payload, @Nullable String id, long rank) {
        this(payload, id, rank, null, Map.of());
    }

    /** Like {@link Publication#size()}. */
    public int size() {
        return Publication.size(payload, info, tags);
    }

    /** The publication that it becomes. */
    public Publication at(ChannelName channel, String epoch, long offset, long time, String node) {
        return new Publication(channel, epoch, offset, time, node, payload, info, tags);
    }
}
