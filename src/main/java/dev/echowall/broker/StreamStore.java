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
 * The storage of the streams. Called on the broker's context; futures complete there. They fail with a {@link
 * dev.echowall.protocol.Refusal} if nothing was done, and with anything else if the outcome is unknown.
 */
public interface StreamStore {
    /**
     * Completes when the leader and its backups have stored the batch. The same header with the same drafts is the same
     * append and may be repeated. Null if the channel has no stream and the batch may not create one.
     */
    Future<@Nullable AppendResult> append(ChannelName channel, BatchHeader header, List<Draft> drafts);

    /**
     * Returns only what the crash of a single instance cannot undo. Does not create a stream; a channel without one is
     * at the beginning of an epoch.
     */
    Future<@Nullable Recovery> read(ChannelName channel, BatchHeader header, Position after, int count, int bytes);

    /**
     * What this instance itself stores and knows to be acknowledged, for use when the streams cannot be reached; null
     * if there is nothing.
     */
    default @Nullable Recovery kept(ChannelName channel, long ttlMillis, Position after, int count, int bytes) {
        return null;
    }

    /**
     * Completes when neither the leader nor a backup has publications of the channel any more. Its epoch and its
     * offsets go on. May be repeated.
     *
     * @return true, or null if the channel has no stream
     */
    Future<@Nullable Boolean> removeHistory(ChannelName channel);

    /** The current positions of those of the given channels that have a stream. */
    Future<Map<ChannelName, Position>> tops(Collection<ChannelName> channels);

    /** The number of streams in the whole cluster, as last counted. */
    int channels();

    /** The number of streams whose channels have this label ({@link dev.echowall.channel.Namespaces#label}). */
    int channels(String label);

    /** Counts the streams again. */
    void count();

    /** Removes what is older than its channel's rules allow, a little at a time. */
    void sweep();
}
