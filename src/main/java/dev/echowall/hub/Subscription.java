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
 * <p>Live, slow, reconnecting and catching up are one thing: the cursor is at the top of what the hub has heard or it is
 * not, the socket takes bytes or it does not. At the top, a batch is one write of the bytes that all share. Behind it, the
 * cursor moves on in bounded steps, by the tail where that reaches back far enough, else by reading the stream, one read
 * at a time. It may also be ahead: a client that comes from another node, or that met a new epoch in the stream, can know
 * of more than was heard here; then the stream says whether that is so, and hearing catches up.
 */
public final class Subscription {
    /** One step of a cursor that is behind: then others have their turn. */
    private static final int STEP_BYTES = 64 * 1024;

    /** Encoded, at most, of what was read from the stream; a single publication may be larger. */
    private static final int PAGE_BYTES = 128 * 1024;

    /** What a write costs beside its bytes, so that a step of many small ones ends too. */
    private static final int WRITE_COST = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final Hub hub;
    private final HubChannel hubChannel;
    private final SubscriberOutput output;
    private final @Nullable Position after;
    /** Its place among the channel's subscriptions, theirs to change. */
    int index;

    private String epoch = "";
    private long offset;
    private boolean joined;
    private boolean delayed;
    private boolean over;
    /** In the middle of a write or a notice: a pump from inside it is served by what follows it. */
    private boolean busy;
    /** The stream has nothing after the cursor; what comes next will be heard. */
    private boolean exhausted;
    /** How it goes on while it is behind, begun anew in each epoch; null while it is live. */
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

    /** Up to where everything was written; before it stands, the beginning. */
    public Position position() {
        return new Position(epoch, offset);
    }

    /** Whether its subscriber was told that it is delayed; it still is while it is being told that it stands. */
    public boolean isDelayed() {
        return delayed;
    }

    /** The socket takes bytes again: goes on from the cursor. */
    public void pump() {
        if (!joined || over || busy || isWaiting() || !output.writable()) {
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

    /** Ends it; nothing is delivered after this call. */
    public void cancel() {
        if (!over) {
            over = true;
            hub.ended(hubChannel, output, this);
        }
    }

    /** The channel is followed: stands from now on, at the top or where it was asked to go on. */
    void join() {
        hubChannel.deliver(); // what was heard before it stands is not for it
        Position top = hubChannel.top();
        if (joined || over || top == null) {
            return;
        }
        joined = true;
        Position start = after == null ? top : after;
        epoch = start.epoch().isEmpty() ? top.epoch() : start.epoch();
        offset = start.offset();
        guarded(() -> output.subscriber().subscribed(this, position()));
        delayed = false;
        pump();
    }

    /** The channel cannot be followed yet, since nobody can say where it stands. */
    void delay() {
        if (!joined && !over && !delayed) {
            delayed = true;
            guarded(() -> output.subscriber().delayed(this));
        }
    }

    /** The next was heard on the channel. */
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

    /** A new epoch was heard of on the channel. */
    void epochChanged(String before, Recovery.Unrecoverable gap) {
        if (!joined || over || epoch.equals(gap.epoch())) {
            return;
        }
        if (!epoch.equals(before)) {
            exhausted = false; // of a third epoch: the stream knows which of them is the last
            return;
        }
        catchUp = null;
        if (before.isEmpty()) {
            epoch = gap.epoch(); // the stream's first: nothing was lost
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
                    .setMessage("subscriber refused to hear of it")
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

    /** @return the bytes written: a publication at least, or as many as fit */
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
            return; // whoever drains it pumps
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

    /** Whether this is to go on with it: no new epoch has come, and it was not cancelled. */
    boolean goesOnWith(CatchUp begun) {
        return !over && catchUp == begun;
    }

    /** The stream has answered what follows the cursor. */
    void recovered(Recovery recovery) {
        if (recovery instanceof Recovery.Recovered page) {
            guarded(() -> writePage(page));
        } else if (recovery instanceof Recovery.Unrecoverable gap) {
            catchUp().progressed();
            jump(hubChannel.oldest(gap, offset));
        }
        if (!over && !isWaiting()) {
            catchUp().stepLater();
        }
    }

    private void writePage(Recovery.Recovered read) {
        if (read.publications().isEmpty()) {
            exhausted = true;
            if (hubChannel.isAhead(epoch, offset) && hubChannel.next(epoch, offset) == null) {
                catchUp()
                        .retry(new IllegalStateException(
                                "nothing after " + position() + " in the stream, yet heard of"));
            }
            return;
        }
        catchUp().progressed();
        if (!output.writable()) {
            return; // what was read is dropped, for a full socket keeps no queue; it is read again when it has drained
        }
        // What was read may be six times as large when it is encoded; the rest is read again.
        EncodedBatch page = EncodedBatch.of(read.publications(), output.format(), PAGE_BYTES);
        offset += page.count();
        exhausted = false;
        output.write(this, page.buffer(), page.count());
    }

    /** Goes on from the oldest kept. */
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
