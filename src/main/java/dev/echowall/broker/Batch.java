package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publications of one channel and epoch at consecutive offsets, never empty.
 *
 * @param publications the first has offset {@link #first()}, each further one the next
 * @param version the state of the stream that includes them, completely acknowledged; null if it is not known
 */
public record Batch(
        ChannelName channel,
        String epoch,
        List<Publication> publications,
        @Nullable StreamVersion version) {
    public Batch(ChannelName channel, String epoch, List<Publication> publications) {
        this(channel, epoch, publications, null);
    }

    public long first() {
        return publications.get(0).offset();
    }

    public long last() {
        return publications.get(publications.size() - 1).offset();
    }
}
