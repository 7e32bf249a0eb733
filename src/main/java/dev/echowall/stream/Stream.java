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
 * A channel's publications in their one order: at offsets 1, 2, 3 … without holes, the older ones trimmed.
 *
 * <p>Deciding and applying are two steps. The one who owns the stream decides what becomes of each draft; whoever keeps
 * a copy applies the same outcomes at the same time, so that copies cannot differ by their clocks or their past.
 *
 * <p>Not thread-safe. Time comes from the caller, in ms since 1970, and is believed as far as time has really passed: a
 * stream's own never goes back, and a clock that jumps makes it forget nothing ({@link StreamClock}).
 */
public final class Stream {
    /** How far ahead of the cluster's time a rank may be, in ms: beyond, one wrong clock would silence all others. */
    public static final long RANK_AHEAD = 2_000;

    /**
     * How far behind, in ms. It must only be later than the last one, so an old one harms nobody; what waited while an
     * owner died or the quorum was missing is still taken.
     */
    public static final long RANK_BEHIND = 30_000;

    private final ChannelName channel;
    private final String epoch;
    private final PublicationRing ring;
    private final DuplicateDetector duplicates;
    private final StreamClock clock;
    private long rank;
    private long touched;

    /** A new life, in which nothing was said yet. */
    public Stream(ChannelName channel, String epoch, long now) {
        this(channel, epoch, now, () -> System.nanoTime() / 1_000_000);
    }

    /** The same, with another measure of the time that passes, in ms. */
    public Stream(ChannelName channel, String epoch, long now, LongSupplier elapsed) {
        this(channel, epoch, 0, 0, now, new StreamClock(elapsed, now, true));
    }

    /** A copy of another's life, to be filled by {@link #restore}. */
    public Stream(ChannelName channel, String epoch, long top, long rank, long touched) {
        // How long ago that was is not known here: the first time that is said is believed.
        this(channel, epoch, top, rank, touched, new StreamClock(() -> System.nanoTime() / 1_000_000, touched, false));
    }

    private Stream(ChannelName channel, String epoch, long top, long rank, long touched, StreamClock clock) {
        this.channel = channel;
        this.epoch = epoch;
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

    /** The last offset given out; 0 when nothing was said yet. */
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
     * When the sender's batch is taken: now, by this stream's own time, or when it was, if it is said again. What is announced of it, by whichever of
     * several answers, and what a copy keeps that had missed it are then the same.
     */
    public long taken(String sender, long sequence, long now) {
        DuplicateDetector.LastBatch last = duplicates.last(sender);
        return last != null && last.sequence() == sequence ? last.time() : clock.time(now);
    }

    /** Whether this very batch was the sender's last. */
    public boolean remembers(String sender, long sequence) {
        DuplicateDetector.LastBatch last = duplicates.last(sender);
        return last != null && last.sequence() == sequence;
    }

    /**
     * The same past under another epoch: for who takes over a copy without being sure that it is the last word, so that no
     * position can mean two publications.
     */
    public Stream under(String otherEpoch) {
        Stream other = new Stream(channel, otherEpoch, top(), rank, touched);
        other.restore(
                publications().stream().map(each -> each.under(otherEpoch)).toList(), ids(), sent());
        return other;
    }

    /**
     * Decides what becomes of each draft, changing nothing.
     *
     * @param sequence counts up with each batch of the sender; the same one again gets the same outcomes. One before the
     *     last is a straggler that its sender has long given up and sent again: nothing of it is taken
     * @param now as {@link #taken} says; a rank far from it is refused, or one wrong clock would silence all others
     * @return a {@link AppendOutcome} per draft
     */
    public long[] decide(String sender, long sequence, List<Draft> drafts, long now) {
        DuplicateDetector.LastBatch last = duplicates.last(sender);
        if (last != null && last.sequence() == sequence && last.outcomes().length == drafts.size()) {
            return last.outcomes();
        }
        long[] outcomes = new long[drafts.size()];
        if (last != null && last.sequence() >= sequence) {
            return outcomes; // every one of them is AppendOutcome.LATE
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
     * Takes what was decided, then trims. Verdicts that are already applied change nothing.
     *
     * @param now as the one said who decided: a copy follows it, whatever time it is here
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
        // What is said again keeps its time.
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

    private void drop(long now, Retention retention) {
        duplicates.forget(now - retention.idMillis());
        ring.trim(retention, retention.oldestTime(now));
    }

    /** What this copy takes up in memory, in bytes, as far as that can be said. */
    public long weight() {
        return Weight.STREAM + 2L * channel.value().length() + ring.weight() + duplicates.weight();
    }

    /** What of it are publications, and so can be given up. */
    public long keptWeight() {
        return ring.weight();
    }

    /** What would go if its publications were to take up no more than that, in bytes: they go whole, so it can be more than what is too much. */
    public long excess(long most) {
        return ring.excess(most);
    }

    /** When the oldest that is kept was accepted; the end of time when nothing is. */
    public long oldestKept() {
        return ring.oldestTime();
    }

    /** The time of the oldest that is remembered of ids and batches; the end of time when nothing is. */
    public long oldestId() {
        return duplicates.oldestTime();
    }

    /**
     * What comes after a position.
     *
     * @param count publications at most
     * @param bytes of what was published at most ({@link Publication#size()}), but always one publication
     * @param oldestTime those accepted before it count as trimmed
     */
    public Recovery read(Position after, int count, int bytes, long oldestTime) {
        long oldest = ring.oldest(oldestTime);
        boolean here = after.epoch().isEmpty() || after.epoch().equals(epoch);
        if (!here || after.offset() > top()) {
            return new Unrecoverable(epoch, top(), Reason.EPOCH, oldest);
        }
        if (after.offset() + 1 < oldest) {
            return new Unrecoverable(epoch, top(), Reason.TRIMMED, oldest);
        }
        return new Recovered(epoch, top(), ring.after(after.offset(), count, bytes));
    }

    /** Everything kept, in order; for copying. */
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

    /** Fills a copy, whose top is already the original's. */
    public void restore(
            List<Publication> publications,
            Collection<DuplicateDetector.RememberedId> ids,
            Collection<DuplicateDetector.LastBatch> sent) {
        ring.restore(publications);
        duplicates.restore(ids, sent);
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
