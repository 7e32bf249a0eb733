package dev.echowall.stream;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.channel.Tags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a stream to take.
 *
 * @param id of several drafts with one id only the first is taken, whatever else they say; null for none
 * @param rank of those with a rank only one later than all before is taken; 0 for none
 * @param info who asks; null when nothing is told about it
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

    /** One with nothing but what is to be said. */
    public Draft(Payload payload, @Nullable String id, long rank) {
        this(payload, id, rank, null, Map.of());
    }

    /** As {@link Publication#size()}. */
    public int size() {
        return Publication.size(payload, info, tags);
    }

    /** The publication that it becomes. */
    public Publication at(ChannelName channel, String epoch, long offset, long time, String node) {
        return new Publication(channel, epoch, offset, time, node, payload, info, tags);
    }
}
