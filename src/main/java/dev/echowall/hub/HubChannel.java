package dev.echowall.hub;

import dev.echowall.broker.Batch;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Unrecoverable;
import dev.echowall.stream.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All subscriptions of one channel on one hub, with the tail that they share. */
final class HubChannel {
    private final ChannelName channel;
    private final Tail tail;
    private final Retention retention;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final PendingBatches pending = new PendingBatches();
    /** The last position received from the broker; null until it has given the start position. */
    private @Nullable Position top;

    private boolean delayed;

    /** @param retention the limits of the channel's history */
    HubChannel(ChannelName channel, TailBudget budget, Retention retention) {
        this.channel = channel;
        this.retention = retention;
        this.tail = new Tail(budget);
    }

    ChannelName channel() {
        return channel;
    }

    @Nullable
    Position top() {
        return top;
    }

    @Nullable
    String epoch() {
        return top == null ? null : top.epoch();
    }

    /** The last subscription has gone. */
    void close() {
        tail.clear();
    }

    void followed(Position from) {
        top = from;
        delayed = false;
    }

    /** The start position is not known yet. */
    void delay() {
        delayed = true;
        each(Subscription::delay);
    }

    boolean delayed() {
        return delayed;
    }

    int size() {
        return subscriptions.size();
    }

    void add(Subscription subscription) {
        subscription.index = subscriptions.size();
        subscriptions.add(subscription);
    }

    /** @return whether no subscription is left */
    boolean remove(Subscription subscription) {
        Subscription last = subscriptions.remove(subscriptions.size() - 1);
        if (last != subscription) {
            subscriptions.set(subscription.index, last);
            last.index = subscription.index;
        }
        return subscriptions.isEmpty();
    }

    /**
     * Calls all subscriptions, some perhaps twice, even if they cancel themselves or each other meanwhile: they are
     * iterated backwards, and one that is removed is replaced by the last.
     */
    void each(Consumer<Subscription> action) {
        for (int i = subscriptions.size() - 1; i >= 0; i--) {
            if (i < subscriptions.size()) {
                action.accept(subscriptions.get(i));
            }
        }
    }

    /**
     * Records the next batch, to be delivered at the end of the turn.
     *
     * @return whether it is the first of this turn
     */
    boolean heard(Batch batch) {
        // A batch announced before the start position has been received already, or belongs to a previous epoch.
        return top != null && pending.add(batch);
    }

    /** Delivers the batches of this turn, if there are subscriptions left. */
    void deliver() {
        for (Batch batch : pending.take()) {
            if (!subscriptions.isEmpty()) {
                deliver(batch);
            }
        }
    }

    private void deliver(Batch batch) {
        Position before = Objects.requireNonNull(top, "no batch is recorded before the start position is known");
        List<Publication> news = batch.publications();
        boolean begins = !batch.epoch().equals(before.epoch());
        if (begins) {
            tail.clear();
        } else if (batch.first() <= before.offset()) {
            int known = (int) Math.min(news.size(), before.offset() + 1 - batch.first());
            news = news.subList(known, news.size());
            if (news.isEmpty()) {
                return;
            }
        }
        Segment segment = tail.append(news);
        // The same string instance as before, because thousands of cursors compare theirs with it.
        top = new Position(begins ? batch.epoch() : before.epoch(), segment.last());
        if (begins) {
            var gap = new Unrecoverable(batch.epoch(), segment.last(), Reason.EPOCH, segment.first());
            each(subscription -> subscription.epochChanged(before.epoch(), gap));
        }
        each(subscription -> subscription.advance(segment));
    }

    /**
     * Whether the limits of the channel's history allow a client to continue from this position. The tail may have more than
     * they allow, which is only for those who have been subscribed all the while: others must be told the same wherever they
     * connect, and must not be given what is no longer to be kept.
     */
    boolean keeps(Position after) {
        Position known = top;
        if (known == null || after.offset() >= known.offset()) {
            return true;
        }
        Publication next = tail.publication(after.offset() + 1);
        return next != null
                && known.offset() - after.offset() <= retention.size()
                && tail.sizeFrom(after.offset() + 1) <= retention.bytes()
                && next.time() >= retention.oldestTime(System.currentTimeMillis());
    }

    /** What follows the position, if it is at hand and the channel's history still has it; else null. */
    @Nullable
    Recovery recover(Position after, int count, long bytes) {
        Position known = top;
        if (known == null || !(after.epoch().isEmpty() || after.epoch().equals(known.epoch())) || !keeps(after)) {
            return null;
        }
        if (after.offset() == known.offset()) {
            return new Recovery.Recovered(known.epoch(), known.offset(), List.of());
        }
        List<Publication> next = new ArrayList<>();
        long taken = 0;
        Segment segment = tail.at(after.offset() + 1);
        while (segment != null) {
            for (Publication each : segment.after(after.offset() + next.size())) {
                taken += each.payload().size();
                if (next.size() == count || (taken > bytes && !next.isEmpty())) {
                    return new Recovery.Recovered(known.epoch(), known.offset(), next);
                }
                next.add(each);
            }
            segment = tail.at(segment.last() + 1);
        }
        return next.isEmpty() ? null : new Recovery.Recovered(known.epoch(), known.offset(), next);
    }

    /** The segment that follows the cursor, or null if the tail does not have it. */
    @Nullable
    Segment next(String epoch, long offset) {
        return epoch.equals(epoch()) ? tail.at(offset + 1) : null;
    }

    boolean isAt(String epoch, long offset) {
        return top != null && offset == top.offset() && epoch.equals(top.epoch());
    }

    /** Whether more than this has been received. */
    boolean isAhead(String epoch, long offset) {
        return top != null && offset < top.offset() && epoch.equals(top.epoch());
    }

    /**
     * The oldest position at which a cursor can continue after a gap: the tail may reach further back than the stream.
     */
    Unrecoverable oldest(Unrecoverable gap, long offset) {
        long first = tail.first();
        boolean further = gap.epoch().equals(epoch()) && first < gap.oldest();
        return further && (gap.reason() == Reason.EPOCH || first > offset)
                ? new Unrecoverable(gap.epoch(), gap.top(), gap.reason(), first)
                : gap;
    }
}
