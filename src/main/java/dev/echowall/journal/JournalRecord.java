package dev.echowall.journal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Ancestors;
import dev.echowall.stream.Draft;
import dev.echowall.stream.DuplicateDetector.LastBatch;
import dev.echowall.stream.DuplicateDetector.RememberedId;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import java.util.List;

/**
 * One entry of the journal. {@code state} is what its writer wants back together with the stream; the journal does not
 * look into it. {@code size} is about how many bytes a snapshot of the stream would have, by which the journal knows how
 * much of what it keeps on disk is still needed ({@link SnapshotSize}).
 *
 * <p>Immutable by convention: nobody changes the arrays.
 */
@SuppressWarnings("ArrayRecordComponent") // records are never compared
public sealed interface JournalRecord {
    /** About one stream. */
    sealed interface OfStream extends JournalRecord {
        ChannelName channel();
    }

    /**
     * A stream as it is, whatever was there before.
     *
     * @param ancestors the epochs that this one continues, each with the last offset that is the same in this one
     * @param publications all that are kept, the last of them at {@code top}
     */
    record StreamSnapshot(
            ChannelName channel,
            String epoch,
            List<Position> ancestors,
            long top,
            long rank,
            long touched,
            List<Publication> publications,
            List<RememberedId> ids,
            List<LastBatch> sent,
            byte[] state)
            implements OfStream {
        public static StreamSnapshot of(Stream stream, byte[] state) {
            return new StreamSnapshot(
                    stream.channel(),
                    stream.epoch(),
                    stream.ancestors().positions(),
                    stream.top(),
                    stream.rank(),
                    stream.touched(),
                    stream.publications(),
                    List.copyOf(stream.ids()),
                    List.copyOf(stream.sent()),
                    state);
        }

        /** The stream itself. */
        Stream restored() {
            Stream stream = new Stream(channel, epoch, new Ancestors(ancestors), top, rank, touched);
            stream.restore(publications, ids, sent);
            return stream;
        }
    }

    /**
     * A batch was applied to a stream. With {@code top} 0 and no stream of that channel in the journal, it begins one.
     *
     * @param top the last offset before it
     * @param outcomes one for each draft, as {@link Stream#decide} returned them
     * @param time what {@link Stream#apply} was given
     */
    record StreamAppend(
            ChannelName channel,
            String epoch,
            long top,
            String sender,
            long sequence,
            String node,
            List<Draft> drafts,
            long[] outcomes,
            long time,
            Retention retention,
            long size,
            byte[] state)
            implements OfStream {}

    /**
     * Publications, ids or batches were removed, for their age or on purpose.
     *
     * @param oldest the first offset that is still kept; top + 1 if there is none
     * @param oldestId the time of the oldest id or batch that is still remembered
     */
    record StreamTrimmed(ChannelName channel, String epoch, long oldest, long oldestId, long size, byte[] state)
            implements OfStream {
        /** What is left of the stream, after it was trimmed. */
        public static StreamTrimmed of(Stream stream, byte[] state) {
            return new StreamTrimmed(
                    stream.channel(),
                    stream.epoch(),
                    stream.oldest(),
                    stream.oldestId(),
                    SnapshotSize.of(stream, state.length),
                    state);
        }
    }

    /** Only the writer's state of a stream changed. */
    record StreamState(ChannelName channel, String epoch, byte[] state) implements OfStream {}

    /** The channel has no stream here any more. */
    record StreamEnded(ChannelName channel) implements OfStream {}

    /** What the writer keeps of a shard; whole, whatever was there before. */
    record ShardState(int shard, byte[] state) implements JournalRecord {}

    /** Written by the journal itself: when this was written, in ms since 1970. */
    record TimeMark(long time) implements JournalRecord {}

    /**
     * Written by the journal itself after it could not write for some time: what is still needed has been written again
     * since that segment began, and everything before is void.
     */
    record SnapshotsComplete(long since) implements JournalRecord {}

    /** Written by the journal itself, as the last record of an orderly stop. */
    record CleanStop(long time) implements JournalRecord {}
}
