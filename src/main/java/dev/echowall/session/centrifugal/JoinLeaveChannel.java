package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.presence.PresenceEvent;
import dev.echowall.presence.PresenceListener;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The subscribers of one event loop that are told who comes to a channel and who goes. Each is a cursor over a short
 * list of frames: what a slow socket has not accepted stays there until it has, or until that is too much. Then the
 * subscription ends, and the client begins it again.
 */
final class JoinLeaveChannel implements PresenceListener {
    /** The most bytes that wait for slow sockets. */
    private static final int MAX_BYTES = 1 << 20;

    /** Joins and leaves that are written as one. */
    private static final int AT_ONCE = 128;

    private final JoinLeaveChannels owner;
    private final ChannelName channel;
    private final Future<Void> ready;
    private final Set<ClientSubscription> subscribers = new LinkedHashSet<>();
    private final Deque<JoinLeaveFrames> waiting = new ArrayDeque<>(0);
    private long waitingBytes;
    /** The number of the next entry; those before it are in the list, or have been written to all. */
    private long next;

    JoinLeaveChannel(JoinLeaveChannels owner, ChannelName channel) {
        this.owner = owner;
        this.channel = channel;
        this.ready = owner.watch(channel, this);
    }

    ChannelName channel() {
        return channel;
    }

    /** Completes when nothing is missed. */
    Future<Void> ready() {
        return ready;
    }

    void add(ClientSubscription subscription) {
        subscribers.add(subscription);
        subscription.follow(this, next);
    }

    void remove(ClientSubscription subscription) {
        subscribers.remove(subscription);
        if (subscribers.isEmpty()) {
            while (!waiting.isEmpty()) {
                drop();
            }
            owner.remove(this);
        }
    }

    @Override
    public void changed(List<PresenceEvent> events) {
        for (int from = 0; from < events.size(); from += AT_ONCE) {
            deliver(new JoinLeaveFrames(channel, events.subList(from, Math.min(events.size(), from + AT_ONCE))));
        }
    }

    private void deliver(JoinLeaveFrames frames) {
        if (subscribers.isEmpty()) {
            return;
        }
        boolean behind = false;
        for (ClientSubscription each : subscribers) {
            boolean current =
                    each.nextChange() == next && each.client().connection().writable();
            if (current) {
                write(each, frames);
            }
            behind |= !current;
        }
        next++;
        if (!behind && waiting.isEmpty()) {
            frames.release();
            return;
        }
        waiting.add(frames);
        hold(frames.bytes());
        if (isTooMuch()) {
            dropOldest();
        }
    }

    private static void write(ClientSubscription subscription, JoinLeaveFrames frames) {
        subscription.client().connection().write(frames.in(subscription.client().protocol()));
        subscription.client().connection().flushLater();
        subscription.toldChange();
    }

    /** The socket of this subscriber accepts bytes again. */
    void pump(ClientSubscription subscription) {
        while (subscription.nextChange() < next
                && subscription.client().connection().writable()) {
            long index = subscription.nextChange() - (next - waiting.size());
            Iterator<JoinLeaveFrames> rest = waiting.iterator();
            for (long i = 0; i < index; i++) {
                rest.next();
            }
            write(subscription, rest.next());
        }
        dropWritten();
    }

    private void dropWritten() {
        long needed = subscribers.stream()
                .mapToLong(ClientSubscription::nextChange)
                .min()
                .orElse(next);
        while (next - waiting.size() < needed) {
            drop();
        }
    }

    private void dropOldest() {
        while (isTooMuch() && !waiting.isEmpty()) {
            drop();
        }
        long oldest = next - waiting.size();
        for (ClientSubscription each : List.copyOf(subscribers)) {
            if (each.nextChange() < oldest) {
                each.missedChanges();
            }
        }
    }

    private void drop() {
        JoinLeaveFrames oldest = waiting.removeFirst();
        hold(-oldest.bytes());
        oldest.release();
    }

    private void hold(int bytes) {
        waitingBytes += bytes;
        owner.waiting(bytes);
    }

    private boolean isTooMuch() {
        return waitingBytes > MAX_BYTES || owner.isFull();
    }

    @Override
    public void ended() {
        owner.remove(this);
        List.copyOf(subscribers).forEach(ClientSubscription::insufficient);
    }
}
