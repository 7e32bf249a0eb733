package dev.echowall.hub;

import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.WireFormat;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber as its subscriptions see it: flushed once a turn, however many of them wrote. What it throws ends the
 * subscription in question and harms nobody else.
 */
final class SubscriberOutput {
    private final Subscriber subscriber;
    private final FrameWriter writer;
    private final WireFormat format;
    private final Hub hub;
    private final Metrics metrics;
    private int subscriptions;
    private @Nullable Subscription unflushed;

    SubscriberOutput(Subscriber subscriber, Hub hub, Metrics metrics) {
        this.subscriber = subscriber;
        this.writer = subscriber.writer();
        this.format = subscriber.format();
        this.hub = hub;
        this.metrics = metrics;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    WireFormat format() {
        return format;
    }

    boolean writable() {
        return writer.writable();
    }

    void opened() {
        subscriptions++;
    }

    /** @return whether that was its last subscription */
    boolean closed() {
        return --subscriptions == 0;
    }

    /** Takes over the buffer. */
    void write(Subscription subscription, ByteBuf frames, int publications) {
        hub.delivered(publications, frames.readableBytes());
        if (unflushed == null) {
            hub.flushLater(this);
        }
        unflushed = subscription;
        writer.write(frames);
    }

    /**
     * Writes what is only lent, and flushes at once: while the socket is at hand, and not in a second round over thousands
     * of them, which no cache holds. Where several channels have news in this turn, a socket is flushed when all of them
     * had their turn, since it may take more than one of them.
     */
    void deliver(Subscription subscription, ByteBuf shared, int publications) {
        if (unflushed != null || !hub.deliversOneChannel()) {
            write(subscription, shared.retainedDuplicate(), publications);
        } else {
            hub.delivered(publications, shared.readableBytes());
            writer.deliver(shared);
        }
    }

    void flush() {
        Subscription wrote = unflushed;
        unflushed = null;
        if (wrote == null) {
            return;
        }
        try {
            writer.flush();
        } catch (RuntimeException e) {
            wrote.fail(e);
        }
    }

    void gap(Subscription subscription, @Nullable Position after, Recovery.Unrecoverable gap) {
        metrics.gap(gap.reason().label());
        subscriber.gap(subscription, after, gap);
    }
}
