package dev.echowall.hub;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cursor over a channel's stream. Confined to its hub's event loop.
 *
 * <p>Live delivery, slow clients, reconnecting and catching up are one mechanism: the cursor is at the top of what the
 * hub has received or it is not, and the socket accepts bytes or it does not. At the top, a batch is one write of
 * shared bytes. Behind it, the cursor advances in bounded steps, from the tail if that reaches back far enough, else by
 * reading the stream, one read at a time. It may also be ahead: a client that comes from another node, or that has seen
 * a new epoch in the stream, may know more than this hub has received. Then the stream tells whether that is so, and
 * the hub catches up.
 */
public final class Subscription {
    /** The most bytes that a cursor which is behind writes before other tasks get their turn. */
    private static final int STEP_BYTES = 64 * 1024;

    /** The most bytes encoded of what was read from the stream; a single publication may be larger. */
    private static final int PAGE_BYTES = 128 * 1024;

    /** The cost of a write in addition to its bytes, so that a step of many small ones ends, too. */
    private static final int WRITE_COST = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final Hub hub;
    private final HubChannel hubChannel;
    private final SubscriberOutput output;
    private @Nullable Position after;
    /** The stream is asked what the position is in its present epoch, or has answered. */
    private boolean translated;

    private boolean translating;
    /** Its index among the channel's subscriptions, maintained by the channel. */
    int index;

    private String epoch = "";
    private long offset;
    private boolean joined;
    /** It continues from a position that the tail may not vouch for, so the stream is asked first. */
    private boolean unconfirmed;

    private boolean delayed;
    private boolean over;
    /**
     * During a write or a notification: a nested call of {@link #pump} returns at once, and the outer call continues.
     */
    private boolean busy;
    /** The stream has nothing after the cursor; the next publication will come from the hub. */
    private boolean exhausted;
    /** Catches up while the cursor is behind, one per epoch; null while it is live. */
    private @Nullable CatchUp catchUp;

    Subscription(Hub hub, HubChannel hubChannel, SubscriberOutput output, @Nullable Position after) {
        this.hub = hub;
        this.hubChannel = hubChannel;
        this.output = output;
        this.after = after;
    }

    public ChannelName channel() {
        return hubChannel.channel();
    }

    /** The position up to which everything was written; before the subscription is established, the beginning. */
    public Position position() {
        return new Position(epoch, offset);
    }

    /**
     * Whether its subscriber was told that it is delayed; still true during the call of {@link Subscriber#subscribed}.
     */
    public boolean isDelayed() {
        return delayed;
    }

    /** The socket accepts bytes again: continues from the cursor. */
    public void pump() {
        if (!joined || over || busy || isWaiting() || !output.writable()) {
            return;
        }
        if (unconfirmed) {
            catchUp().read();
            return;
        }
        busy = true;
        try {
            writeFromTail();
            busy = false;
            if (!over) {
                awaitNext();
            }
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            busy = false;
        }
    }

    /** Ends the subscription; nothing is delivered after this call. */
    public void cancel() {
        if (!over) {
            over = true;
            hub.ended(hubChannel, output, this);
        }
    }

    /** The channel is followed: the subscription is established, at the top or at the requested position. */
    void join() {
        hubChannel.deliver(); // batches received before it is established are not for it
        Position top = hubChannel.top();
        if (joined || over || top == null || translating) {
            return;
        }
        if (after != null && isForeign(after, top) && !translated) {
            translate(after);
            return;
        }
        joined = true;
        Position start = after == null ? top : after;
        epoch = start.epoch().isEmpty() ? top.epoch() : start.epoch();
        offset = start.offset();
        unconfirmed = !hubChannel.keeps(start);
        guarded(() -> output.subscriber().subscribed(this, position()));
        delayed = false;
        pump();
    }

    private static boolean isForeign(Position position, Position top) {
        return !position.epoch().isEmpty() && !position.epoch().equals(top.epoch());
    }

    /*
     * The epoch may be a former one of the same history: then the subscription begins at the same offset of the present
     * one. If not, or if the stream cannot tell, the cursor begins where it was asked to, and finds out later.
     */
    private void translate(Position from) {
        translated = true;
        translating = true;
        hub.read(channel(), from).onComplete(answer -> {
            translating = false;
            if (answer.result() instanceof Recovery.Recovered found) {
                after = new Position(found.epoch(), from.offset());
            }
            join();
        });
    }

    /** The channel cannot be followed yet, because its position cannot be determined. */
    void delay() {
        if (!joined && !over && !delayed) {
            delayed = true;
            guarded(() -> output.subscriber().delayed(this));
        }
    }

    /** The channel has received the next batch. */
    void advance(Segment heard) {
        boolean live = joined && !isWaiting() && offset + 1 == heard.first() && epoch.equals(hubChannel.epoch());
        if (!live || over || busy || !output.writable()) {
            pump();
            return;
        }
        busy = true;
        try {
            EncodedBatch encoded = heard.in(output.format());
            offset = heard.last();
            output.deliver(this, encoded.buffer(), encoded.count());
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            busy = false;
        }
    }

    /** The channel has received a batch of a new epoch. */
    void epochChanged(String before, Recovery.Unrecoverable gap) {
        if (!joined || over || epoch.equals(gap.epoch())) {
            return;
        }
        if (!epoch.equals(before)) {
            exhausted = false; // of a third epoch: only the stream knows which one is the latest
            return;
        }
        catchUp = null;
        if (before.isEmpty()) {
            epoch = gap.epoch(); // the stream's first epoch: nothing was lost
        } else {
            jump(gap);
        }
    }

    void fail(Throwable why) {
        if (over) {
            return;
        }
        LOG.atWarn()
                .setMessage("subscription failed")
                .addKeyValue("channel", channel())
                .addKeyValue("cause", why)
                .log();
        cancel();
        try {
            output.subscriber().failed(this, why);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("a subscriber failed while being told of it")
                    .addKeyValue("cause", e)
                    .log();
        }
    }

    private void writeFromTail() {
        int budget = STEP_BYTES;
        while (budget > 0 && !over && output.writable()) {
            Segment segment = hubChannel.next(epoch, offset);
            if (segment == null) {
                return;
            }
            budget -= WRITE_COST + write(segment, budget);
        }
    }

    /** @return the bytes written: at least one publication, or as many as fit */
    private int write(Segment segment, int bytes) {
        EncodedBatch encoded = segment.in(output.format());
        int from = (int) (offset + 1 - segment.first());
        int count = encoded.fitting(from, bytes);
        ByteBuf frames = encoded.frames(from, count);
        int size = frames.readableBytes();
        offset += count;
        output.write(this, frames, count);
        return size;
    }

    private void awaitNext() {
        if (!output.writable()) {
            return; // pump() is called when it has drained
        }
        if (hubChannel.next(epoch, offset) != null) {
            catchUp().stepLater();
        } else if (hubChannel.isAhead(epoch, offset) || !(exhausted || hubChannel.isAt(epoch, offset))) {
            catchUp().read();
        } else {
            catchUp = null;
        }
    }

    private CatchUp catchUp() {
        CatchUp current = catchUp;
        if (current == null) {
            current = new CatchUp(hub, this);
            catchUp = current;
        }
        return current;
    }

    private boolean isWaiting() {
        return catchUp != null && catchUp.isPending();
    }

    /** Whether this catch-up is still valid: the epoch is the same, and the subscription was not cancelled. */
    boolean goesOnWith(CatchUp begun) {
        return !over && catchUp == begun;
    }

    /** The stream has returned what follows the cursor. */
    void recovered(Recovery recovery) {
        boolean begins = unconfirmed;
        unconfirmed = false;
        if (recovery instanceof Recovery.Recovered page) {
            guarded(() -> writePage(page));
        } else if (recovery instanceof Recovery.Unrecoverable gap) {
            catchUp().progressed();
            jump(begins ? gap : hubChannel.oldest(gap, offset));
        }
        if (!over && !isWaiting()) {
            catchUp().stepLater();
        }
    }

    private void writePage(Recovery.Recovered read) {
        epoch = read.epoch(); // of a former epoch's position, the stream tells what follows it in the present one
        if (read.publications().isEmpty()) {
            exhausted = true;
            if (hubChannel.isAhead(epoch, offset) && hubChannel.next(epoch, offset) == null) {
                catchUp()
                        .retry(new IllegalStateException(
                                "the stream has nothing after " + position() + ", but the hub has received more"));
            }
            return;
        }
        catchUp().progressed();
        if (!output.writable()) {
            return; // there is no queue for a full socket; what was read is read again when it has drained
        }
        // Encoding may make it six times as large; the rest is read again.
        EncodedBatch page = EncodedBatch.of(read.publications(), output.format(), PAGE_BYTES);
        offset += page.count();
        exhausted = false;
        output.write(this, page.buffer(), page.count());
    }

    /** Continues with the oldest publication kept. */
    private void jump(Recovery.Unrecoverable gap) {
        Position known = position();
        epoch = gap.epoch();
        offset = gap.oldest() - 1;
        exhausted = false;
        guarded(() -> output.gap(this, known, gap));
    }

    private void guarded(Runnable task) {
        busy = true;
        try {
            task.run();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            busy = false;
        }
    }
}
