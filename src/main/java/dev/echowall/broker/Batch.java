package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Publication;
import java.util.List;

/**
 * Publications of one channel and epoch at consecutive offsets, never empty.
 *
 * @param publications the first has offset {@link #first()}, each next one more
 */
public record Batch(ChannelName channel, String epoch, List<Publication> publications) {
    public long first() {
        return publications.get(0).offset();
    }

    public long last() {
        return publications.get(publications.size() - 1).offset();
    }
}
