package dev.echowall.stream;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A channel's publications in their order: at offsets 1, 2, 3 … without holes, the older ones trimmed.
 *
 * <p>Deciding and applying are two steps. The leader of the stream decides the outcome of each draft; replicas with a
 * copy apply the same outcomes at the same time, so that copies cannot differ because of their clocks or their history.
 *
 * <p>Not thread-safe. Time is passed by the caller, in ms since 1970, and believed only as far as time has really
 * passed: the time of a stream never goes back, and a clock that jumps makes it forget nothing ({@link StreamClock}).
 */
public final class Stream {
    /**
     * How far ahead of the cluster's time a rank may be, in ms. Beyond that, one wrong clock would suppress all others.
     */
    public static final long RANK_AHEAD = 2_000;

    /**
     * How far behind the cluster's time a rank may be, in ms. It must also be later than the last one, so an old one
     * does no harm; it lets ticks be accepted that waited while a leader died or there was no quorum.
     */
    public static final long RANK_BEHIND = 30_000;

    private final ChannelName channel;
    private final String epoch;
    private final Ancestors ancestors;
    private final PublicationRing ring;
    private final DuplicateDetector duplicates;
    private final StreamClock clock;
    private long rank;
    private long touched;

    /** A new epoch without publications. */
    public Stream(ChannelName channel, String epoch, long now) {
        this(channel, epoch, now, () -> System.nanoTime() / 1_000_000);
    }

    /** The same, with another clock for elapsed time, in ms. */
    public Stream(ChannelName channel, String epoch, long now, LongSupplier elapsed) {
        this(channel, epoch, Ancestors.NONE, 0, 0, now, new StreamClock(elapsed, now, true));
    }

    /** A copy of another replica's stream, to be filled by {@link #restore}. */
    public Stream(ChannelName channel, String epoch, Ancestors ancestors, long top, long rank, long touched) {
        // It is not known here how long ago that was, so the first time that is passed is believed.
        this(
                channel,
                epoch,
                ancestors,
                top,
                rank,
                touched,
                new StreamClock(() -> System.nanoTime() / 1_000_000, touched, false));
    }

    private Stream(
            ChannelName channel,
            String epoch,
            Ancestors ancestors,
            long top,
            long rank,
            long touched,
            StreamClock clock) {
        this.channel = channel;
        this.epoch = epoch;
        this.ancestors = ancestors;
        this.ring = new PublicationRing(top);
        this.duplicates = new DuplicateDetector();
        this.rank = rank;
        this.touched = touched;
        this.clock = clock;
    }

    public ChannelName channel() {
        return channel;
    }

    public String epoch() {
        return epoch;
    }

    /** The epochs that it had before. */
    public Ancestors ancestors() {
        return ancestors;
    }

    /** The last offset assigned; 0 if there were no publications yet. */
    public long top() {
        return ring.top();
    }

    /** The rank of the last draft that had one. */
    public long rank() {
        return rank;
    }

    /** When something was last applied. */
    public long touched() {
        return touched;
    }

    /**
     * The time at which the sender's batch is accepted: now, by this stream's own time, or the original time if it is a
     * repetition. So the announcement of a repeated batch, and a copy that missed the first one, have the same time.
     */
    public long taken(String sender, long sequence, long now) {
        DuplicateDetector.LastBatch last = duplicates.last(sender);
        return last != null && last.sequence() == sequence ? last.time() : clock.time(now);
    }

    /** Whether this batch was the sender's last. */
    public boolean remembers(String sender, long sequence) {
        DuplicateDetector.LastBatch last = duplicates.last(sender);
        return last != null && last.sequence() == sequence;
    }

    /**
     * The same history under another epoch: for a replica that takes over a copy without being sure that it is the
     * latest, so that no position can mean two publications.
     *
     * @param upTo the offset up to which readers of this epoch can have been told nothing else: what is known to be
     *     acknowledged. With a position up to there they continue
     */
    public Stream under(String otherEpoch, long upTo) {
        Stream other = new Stream(channel, otherEpoch, ancestors.followedBy(epoch, upTo), top(), rank, touched);
        other.restore(
                publications().stream().map(each -> each.under(otherEpoch)).toList(), ids(), sent());
        return other;
    }

    /**
     * Decides the outcome of each draft without changing anything.
     *
     * @param sequence the number of the batch among those of the sender; a repetition gets the same outcomes. A number
     *     before the last one is a late duplicate that the sender has already repeated: nothing of it is accepted
     * @param now the result of {@link #taken}; a rank far from it is refused, because otherwise one wrong clock would
     *     suppress all others
     * @return an {@link AppendOutcome} for each draft
     */
    public long[] decide(String sender, long sequence, List<Draft> drafts, long now) {
        DuplicateDetector.LastBatch last = duplicates.last(sender);
        if (last != null && last.sequence() == sequence && last.outcomes().length == drafts.size()) {
            return last.outcomes();
        }
        long[] outcomes = new long[drafts.size()];
        if (last != null && last.sequence() >= sequence) {
            return outcomes; // all of them are AppendOutcome.LATE
        }
        long time = Math.max(now, touched);
        long next = top() + 1;
        long latest = rank;
        for (int i = 0; i < outcomes.length; i++) {
            Draft draft = drafts.get(i);
            long known = draft.id() == null ? 0 : knownOffset(draft.id(), drafts, outcomes, i);
            if (known > 0) {
                outcomes[i] = AppendOutcome.repeated(known);
            } else if (draft.rank() != 0
                    && (draft.rank() <= latest
                            || draft.rank() > time + RANK_AHEAD
                            || draft.rank() < time - RANK_BEHIND)) {
                outcomes[i] = AppendOutcome.LATE;
            } else {
                outcomes[i] = next++;
                latest = Math.max(latest, draft.rank());
            }
        }
        return outcomes;
    }

    /**
     * Applies what was decided, then trims. Applying the same outcomes again changes nothing.
     *
     * @param now the time of the replica that decided; a copy uses it whatever its own clock says
     */
    public void apply(
            String sender,
            long sequence,
            List<Draft> drafts,
            long[] outcomes,
            String node,
            long now,
            Retention retention) {
        if (drafts.isEmpty()) {
            return;
        }
        // A repetition keeps its time.
        DuplicateDetector.LastBatch last = duplicates.last(sender);
        long time = last != null && last.sequence() == sequence ? last.time() : Math.max(now, touched);
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == top() + 1) {
                take(drafts.get(i), node, time);
            }
        }
        duplicates.remember(sender, sequence, outcomes, time);
        touched = Math.max(touched, time);
        clock.reached(touched);
        drop(clock.known(), retention);
    }

    /** Drops what is too old by now, as far as time has really passed. */
    public void age(long now, Retention retention) {
        drop(clock.time(now), retention);
    }

    /**
     * Drops exactly what another copy has dropped: publications before that offset, and ids and batches older than that
     * time, whatever the time is.
     */
    public void trim(long oldest, long oldestId) {
        duplicates.forget(oldestId);
        ring.trimTo(oldest);
    }

    private void drop(long now, Retention retention) {
        duplicates.forget(now - retention.idMillis());
        ring.trim(retention, retention.oldestTime(now));
    }

    /** An estimate of the memory of this copy, in bytes. */
    public long weight() {
        return Weight.STREAM + 2L * channel.value().length() + ring.weight() + duplicates.weight();
    }

    /** The part of it that publications use, and that trimming can free. */
    public long keptWeight() {
        return ring.weight();
    }

    /**
     * What would have to go if the publications were to use no more than {@code most}, in bytes. Whole publications are
     * dropped, so it can be more than the difference.
     */
    public long excess(long most) {
        return ring.excess(most);
    }

    /** The first offset that is kept; top + 1 if there is none. */
    public long oldest() {
        return ring.oldest(Long.MIN_VALUE);
    }

    /** When the oldest publication kept was accepted; {@link Long#MAX_VALUE} if there is none. */
    public long oldestKept() {
        return ring.oldestTime();
    }

    /** The time of the oldest remembered id or batch; {@link Long#MAX_VALUE} if there is none. */
    public long oldestId() {
        return duplicates.oldestTime();
    }

    /**
     * Returns what comes after a position.
     *
     * @param count the most publications
     * @param bytes the most bytes of publications ({@link Publication#size()}), but always at least one publication
     * @param oldestTime publications accepted before it count as trimmed
     */
    public Recovery read(Position after, int count, int bytes, long oldestTime) {
        long oldest = ring.oldest(oldestTime);
        if (!isOfThisHistory(after) || after.offset() > top()) {
            return new Unrecoverable(epoch, top(), Reason.EPOCH, oldest);
        }
        if (after.offset() + 1 < oldest) {
            return new Unrecoverable(epoch, top(), Reason.TRIMMED, oldest);
        }
        return new Recovered(epoch, top(), ring.after(after.offset(), count, bytes));
    }

    /** Whether the position is one of this epoch, of none, or of what a former one had in common with it. */
    public boolean isOfThisHistory(Position position) {
        return position.epoch().isEmpty() || position.epoch().equals(epoch) || ancestors.include(position);
    }

    /** All publications kept, in order; for copying. */
    public List<Publication> publications() {
        return ring.after(ring.oldest(Long.MIN_VALUE) - 1, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Remembered ids; for copying. */
    public Collection<DuplicateDetector.RememberedId> ids() {
        return duplicates.ids();
    }

    /** The last batch of each sender; for copying. */
    public Collection<DuplicateDetector.LastBatch> sent() {
        return duplicates.sent();
    }

    /** Fills a copy whose top is already the original's. */
    public void restore(
            List<Publication> publications,
            Collection<DuplicateDetector.RememberedId> ids,
            Collection<DuplicateDetector.LastBatch> sent) {
        ring.restore(publications);
        duplicates.restore(ids, sent);
    }

    /**
     * After what was stored has been applied again: that was some time ago, nobody knows how long, so the next time that
     * is passed is believed.
     */
    public void replayed() {
        clock.release();
    }

    private void take(Draft draft, String node, long now) {
        long offset = top() + 1;
        ring.add(draft.at(channel, epoch, offset, now, node));
        rank = Math.max(rank, draft.rank());
        if (draft.id() != null) {
            duplicates.remember(draft.id(), offset, now);
        }
    }

    private long knownOffset(String id, List<Draft> drafts, long[] outcomes, int before) {
        long known = duplicates.offset(id);
        for (int i = 0; known == 0 && i < before; i++) {
            if (id.equals(drafts.get(i).id()) && AppendOutcome.taken(outcomes[i])) {
                known = outcomes[i];
            }
        }
        return known;
    }

    @Override
    public String toString() {
        return channel + " " + epoch + ":" + top() + " " + new ArrayList<>(sent()).size() + " senders";
    }
}
