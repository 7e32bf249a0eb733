package dev.echowall.broker.cluster;

import dev.echowall.broker.Batch;
import dev.echowall.metrics.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Sends announcements to one other node. Announcements of one turn of the loop are sent as one message, and those that
 * arrive while many messages are unanswered wait and are sent together.
 *
 * <p>The amount of unanswered announcements is limited. Beyond the limit they are dropped; the peer notices the holes
 * by their offsets and reads the streams. A peer that leaves a message unanswered gets announcements again only after
 * it has been greeted again, so that a stalled peer costs the limit only once. Confined to the broker's context.
 */
final class AnnouncementSender {
    /** A peer that answers nothing for this long is assumed to have lost the message. */
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private static final int UNANSWERED_AT_ONCE = 8;
    private static final int MESSAGE_BYTES = 1 << 20;

    private final Context context;
    private final EventBus bus;
    private final String address;
    private final long windowBytes;
    private final Metrics metrics;
    private final Consumer<AnnouncementSender> silent;
    private Buffer pending = Buffer.buffer();
    private int unanswered;
    private long unansweredBytes;
    private boolean flushing;
    private boolean ready;

    /** @param silent called when the peer must be greeted again */
    AnnouncementSender(
            Context context,
            EventBus bus,
            String address,
            long windowBytes,
            Metrics metrics,
            Consumer<AnnouncementSender> silent) {
        this.context = context;
        this.bus = bus;
        this.address = address;
        this.windowBytes = windowBytes;
        this.metrics = metrics;
        this.silent = silent;
    }

    String address() {
        return address;
    }

    /** Whether the peer has said hello; before that nothing listens at its address. */
    boolean ready() {
        return ready;
    }

    void greeted() {
        ready = true;
    }

    void announce(Batch batch) {
        if (!ready) {
            return;
        }
        if (unansweredBytes + pending.length() > windowBytes) {
            metrics.announcementDropped();
            return;
        }
        Announcement.write(batch, pending);
        if (pending.length() >= MESSAGE_BYTES) {
            flush();
        } else if (!flushing) {
            flushing = true;
            context.runOnContext(v -> {
                flushing = false;
                flush();
            });
        }
    }

    private void flush() {
        if (pending.length() == 0 || unanswered >= UNANSWERED_AT_ONCE) {
            return;
        }
        if (!ready) {
            pending = Buffer.buffer();
            metrics.announcementDropped();
            return;
        }
        Buffer message = pending;
        pending = Buffer.buffer();
        unanswered++;
        unansweredBytes += message.length();
        request(bus, address, message, new DeliveryOptions().setSendTimeout(ANSWER.toMillis()))
                .onComplete(answered -> {
                    unanswered--;
                    unansweredBytes -= message.length();
                    if (answered.failed() && ready) {
                        ready = false;
                        silent.accept(this);
                    }
                    flush();
                });
    }

    /*
     * While a connection of the bus breaks, Vert.x may throw instead of failing the future. Both mean that the message
     * did not arrive.
     */
    static Future<Message<Object>> request(EventBus bus, String address, Buffer message, DeliveryOptions options) {
        try {
            return bus.request(address, message, options);
        } catch (IllegalStateException broken) {
            return Future.failedFuture(broken);
        }
    }
}
