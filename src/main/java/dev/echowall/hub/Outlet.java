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
final class Outlet {
    private final Subscriber subscriber;
    private final Hub hub;
    private final Metrics metrics;
    private int subscriptions;
    private @Nullable Subscription unflushed;

    Outlet(Subscriber subscriber, Hub hub, Metrics metrics) {
        this.subscriber = subscriber;
        this.hub = hub;
        this.metrics = metrics;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    WireFormat format() {
        return subscriber.format();
    }

    boolean writable() {
        return subscriber.writable();
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
        int bytes = frames.readableBytes();
        if (unflushed == null) {
            hub.flushLater(this);
        }
        unflushed = subscription;
        subscriber.write(frames);
        metrics.delivered(publications, bytes);
    }

    void flush() {
        Subscription wrote = unflushed;
        unflushed = null;
        if (wrote == null) {
            return;
        }
        try {
            subscriber.flush();
        } catch (RuntimeException e) {
            wrote.fail(e);
        }
    }

    void gap(Subscription subscription, @Nullable Position after, Recovery.Unrecoverable gap) {
        metrics.gap(gap.reason().label());
        subscriber.gap(subscription, after, gap);
    }
}
