package dev.echowall.hub;

import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.WireFormat;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber, shared by its subscriptions: it is flushed once a turn, however many of them have written. An exception
 * that it throws ends the subscription in question and affects no other.
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

    /** Takes ownership of the buffer. */
    void write(Subscription subscription, ByteBuf frames, int publications) {
        hub.delivered(publications, frames.readableBytes());
        if (unflushed == null) {
            hub.flushLater(this);
        }
        unflushed = subscription;
        writer.write(frames);
    }

    /**
     * Writes shared bytes and flushes at once, while the socket's data is in the CPU cache, instead of in a second pass
     * over thousands of sockets. If several channels have batches in this turn, sockets are flushed after all of them,
     * because a socket may subscribe to more than one.
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
