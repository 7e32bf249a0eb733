package dev.echowall.hub;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
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

    private static final int RETRIES = 5;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long WITHOUT_QUORUM_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final Hub hub;
    private final Audience audience;
    private final Outlet outlet;
    private final @Nullable Position after;
    /** Its index among the audience's subscriptions, maintained by the audience. */
    int index;

    private String epoch = "";
    private long offset;
    private boolean joined;
    private boolean delayed;
    private boolean over;
    /**
     * During a write or a notification: a nested call of {@link #pump} returns at once, and the outer call continues.
     */
    private boolean busy;
    /** A step, an answer or a retry is pending. */
    private boolean awaiting;
    /** The stream has nothing after the cursor; the next publication will come from the hub. */
    private boolean exhausted;
    /** Counts the epochs; answers that belong to an earlier one are ignored. */
    private int life;

    private int failures;

    Subscription(Hub hub, Audience audience, Outlet outlet, @Nullable Position after) {
        this.hub = hub;
        this.audience = audience;
        this.outlet = outlet;
        this.after = after;
    }

    public ChannelName channel() {
        return audience.channel();
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
        if (!joined || over || busy || awaiting || !outlet.writable()) {
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
            hub.ended(audience, outlet, this);
        }
    }

    /** The channel is followed: the subscription is established, at the top or at the requested position. */
    void join() {
        audience.deliver(); // batches received before it is established are not for it
        Position top = audience.top();
        if (joined || over || top == null) {
            return;
        }
        joined = true;
        Position start = after == null ? top : after;
        epoch = start.epoch().isEmpty() ? top.epoch() : start.epoch();
        offset = start.offset();
        tell(() -> outlet.subscriber().subscribed(this, position()));
        delayed = false;
        pump();
    }

    /** The channel cannot be followed yet, because its position cannot be determined. */
    void delay() {
        if (!joined && !over && !delayed) {
            delayed = true;
            tell(() -> outlet.subscriber().delayed(this));
        }
    }

    /** The audience has received the next batch. */
    void advance(Segment heard) {
        boolean live = joined && !awaiting && offset + 1 == heard.first() && epoch.equals(audience.epoch());
        if (!live || over || busy || !outlet.writable()) {
            pump();
            return;
        }
        busy = true;
        try {
            Encoding encoding = heard.in(outlet.format());
            offset = heard.last();
            outlet.deliver(this, encoding.buffer(), encoding.count());
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            busy = false;
        }
    }

    /** The audience has received a batch of a new epoch. */
    void epochChanged(String before, Recovery.Unrecoverable gap) {
        if (!joined || over || epoch.equals(gap.epoch())) {
            return;
        }
        if (!epoch.equals(before)) {
            exhausted = false; // of a third epoch: only the stream knows which one is the latest
            return;
        }
        life++;
        awaiting = false;
        failures = 0;
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
            outlet.subscriber().failed(this, why);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("a subscriber failed while being told of it")
                    .addKeyValue("cause", e)
                    .log();
        }
    }

    private void writeFromTail() {
        int budget = STEP_BYTES;
        while (budget > 0 && !over && outlet.writable()) {
            Segment segment = audience.next(epoch, offset);
            if (segment == null) {
                return;
            }
            budget -= WRITE_COST + write(segment, budget);
        }
    }

    /** @return the bytes written: at least one publication, or as many as fit */
    private int write(Segment segment, int bytes) {
        Encoding encoding = segment.in(outlet.format());
        int from = (int) (offset + 1 - segment.first());
        int count = encoding.fitting(from, bytes);
        ByteBuf frames = encoding.frames(from, count);
        int size = frames.readableBytes();
        offset += count;
        outlet.write(this, frames, count);
        return size;
    }

    private void awaitNext() {
        if (!outlet.writable()) {
            return; // pump() is called when it has drained
        }
        if (audience.next(epoch, offset) != null) {
            stepLater();
        } else if (audience.isAhead(epoch, offset) || !(exhausted || audience.isAt(epoch, offset))) {
            awaiting = true;
            int begun = life;
            hub.read(channel(), position()).onComplete(answer -> answered(begun, answer));
        }
    }

    private void answered(int begun, AsyncResult<Recovery> answer) {
        if (over || begun != life) {
            return;
        }
        awaiting = false;
        if (answer.failed()) {
            retry(answer.cause());
            return;
        }
        if (answer.result() instanceof Recovery.Recovered recovered) {
            tell(() -> recovered(recovered));
        } else if (answer.result() instanceof Recovery.Unrecoverable gap) {
            failures = 0;
            jump(audience.oldest(gap, offset));
        }
        if (!over && !awaiting) {
            stepLater();
        }
    }

    private void recovered(Recovery.Recovered recovered) {
        if (recovered.publications().isEmpty()) {
            exhausted = true;
            if (audience.isAhead(epoch, offset) && audience.next(epoch, offset) == null) {
                retry(new IllegalStateException(
                        "the stream has nothing after " + position() + ", but the hub has received more"));
            }
            return;
        }
        failures = 0;
        if (!outlet.writable()) {
            return; // there is no queue for a full socket; what was read is read again when it has drained
        }
        // Encoding may make it six times as large; the rest is read again.
        Encoding page = Encoding.of(recovered.publications(), outlet.format(), PAGE_BYTES);
        offset += page.count();
        exhausted = false;
        outlet.write(this, page.buffer(), page.count());
    }

    /** Continues with the oldest publication kept. */
    private void jump(Recovery.Unrecoverable gap) {
        Position known = position();
        epoch = gap.epoch();
        offset = gap.oldest() - 1;
        exhausted = false;
        tell(() -> outlet.gap(this, known, gap));
    }

    private void retry(Throwable why) {
        // What only other nodes have will be available when they are back, however long that takes.
        boolean patient = ErrorCode.NO_QUORUM.isReason(why);
        if (failures == RETRIES && !patient) {
            fail(why);
            return;
        }
        awaiting = true;
        int begun = life;
        hub.loop().after(patient ? WITHOUT_QUORUM_MILLIS : FIRST_RETRY_MILLIS << failures++, () -> resume(begun));
    }

    private void stepLater() {
        awaiting = true;
        int begun = life;
        hub.loop().later(() -> resume(begun));
    }

    private void resume(int begun) {
        if (begun == life) {
            awaiting = false;
            pump();
        }
    }

    private void tell(Runnable notice) {
        busy = true;
        try {
            notice.run();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            busy = false;
        }
    }
}
