package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the streams are kept. Called on the broker's context; futures complete there, and fail with a {@link
 * dev.echowall.protocol.Refusal} when nothing was done, with anything else when that is not known.
 */
public interface StreamStore {
    /**
     * Completes when as many instances as can keep the batch do so. The same header again with the same drafts is the
     * same append; null when the channel is not there and may not be made.
     */
    Future<@Nullable AppendResult> append(ChannelName channel, BatchHeader header, List<Draft> drafts);

    /** Only what no single crash can take back. Makes no stream: a channel that has none is at the beginning of one. */
    Future<@Nullable Recovery> read(ChannelName channel, BatchHeader header, Position after, int count, int bytes);

    /**
     * What this instance keeps by itself of what was acknowledged, for when the streams cannot be asked; null when that is
     * nothing.
     */
    default @Nullable Recovery kept(ChannelName channel, long ttlMillis, Position after, int count, int bytes) {
        return null;
    }

    /** Where these channels' streams are now, those that exist. */
    Future<Map<ChannelName, Position>> tops(Collection<ChannelName> channels);

    /** How many streams there are in the whole cluster, as far as it is known now. */
    int channels();

    /** How many of them are of channels under this label ({@link dev.echowall.channel.Namespaces#label}). */
    int channels(String label);

    /** Counts them anew. */
    void count();

    /** Drops what is older than the rules of its channel allow, a little at a time. */
    void sweep();
}
