package dev.echowall.broker;

import dev.echowall.broker.LoopHandover.Offer;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.AppendOutcome;
import dev.echowall.stream.Draft;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publications to one channel that wait to be appended. One append is in flight at a time; publications that arrive
 * meanwhile form the next batch.
 *
 * <p>So offsets follow the order of the calls, and batches grow with the load. Confined to the broker's context.
 */
final class AppendQueue {
    /** What a queue needs from the broker. */
    interface Appender {
        /** Repeats the append until its outcome is known; the promise fails with a refusal only if nothing was done. */
        void append(ChannelName channel, List<Draft> drafts, Creation creation, Promise<AppendResult> outcome);

        /** The batch was accepted and must be announced. */
        void accepted(Batch batch);

        /** Nothing is waiting any more. */
        void idle(AppendQueue appendQueue);
    }

    private static final int BATCH_COUNT = 512;
    private static final int BATCH_BYTES = 256 * 1024;

    /** The weight of a draft in addition to its content, so that empty ones are bounded, too. */
    private static final int DRAFT_BYTES = 100;

    private record Waiting(Draft draft, Creation creation, Promise<@Nullable Published> promise, long deadline) {}

    private final ChannelName channel;
    private final BrokerOptions options;
    private final WaitingBytes all;
    private final Appender appender;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> sent = List.of();
    private long waitingBytes;

    /** @param all counts what is waiting on all channels */
    AppendQueue(ChannelName channel, BrokerOptions options, WaitingBytes all, Appender appender) {
        this.channel = channel;
        this.options = options;
        this.all = all;
        this.appender = appender;
    }

    ChannelName channel() {
        return channel;
    }

    /** Queues a publication until {@link #send()}. */
    void add(Offer offer, long now) {
        long size = weight(offer.draft());
        if (waitingBytes > 0 && waitingBytes + size > options.waitingBytes()) {
            offer.promise()
                    .fail(new Refusal(ErrorCode.BUSY, "too many publications are waiting for channel " + channel));
            return;
        }
        if (!all.take(size)) {
            offer.promise()
                    .fail(new Refusal(ErrorCode.BUSY, "too many publications are waiting (limits.waiting-bytes)"));
            return;
        }
        waitingBytes += size;
        waiting.add(new Waiting(
                offer.draft(),
                offer.creation(),
                offer.promise(),
                now + options.publishTimeout().toMillis()));
    }

    private void gone(Draft draft) {
        waitingBytes -= weight(draft);
        all.give(weight(draft));
    }

    /** Fails publications that have waited too long, saying what is known of their outcome. */
    void expire(long now) {
        for (Waiting each : sent) {
            if (each.deadline() < now) {
                each.promise()
                        .tryFail(new Refusal(
                                ErrorCode.OUTCOME_UNKNOWN,
                                "the cluster did not answer in time: it may have been accepted, repeat it with the same"
                                        + " idempotency key"));
            }
        }
        while (!waiting.isEmpty() && waiting.peek().deadline() < now) {
            Waiting each = waiting.remove();
            gone(each.draft());
            each.promise().fail(new Refusal(ErrorCode.BUSY, "the cluster does not answer; nothing was accepted"));
        }
    }

    /** Sends the next batch, or waits until the append in flight is done. */
    void send() {
        if (!sent.isEmpty()) {
            return;
        }
        if (waiting.isEmpty()) {
            appender.idle(this);
            return;
        }
        List<Waiting> batch = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        for (int bytes = 0; !waiting.isEmpty() && batch.size() < BATCH_COUNT; ) {
            bytes += waiting.peek().draft().size();
            if (bytes > BATCH_BYTES && !batch.isEmpty()) {
                break;
            }
            batch.add(waiting.peek());
            drafts.add(waiting.remove().draft());
        }
        sent = batch;
        Promise<AppendResult> outcome = Promise.promise();
        outcome.future().onComplete(appended -> {
            drafts.forEach(this::gone);
            sent = List.of();
            if (appended.succeeded()) {
                acknowledge(batch, appended.result());
            } else {
                batch.forEach(each -> each.promise().tryFail(appended.cause()));
            }
            send();
        });
        Creation creation = batch.stream().map(Waiting::creation).reduce(Creation.NONE, Creation::or);
        appender.append(channel, drafts, creation, outcome);
    }

    private void acknowledge(List<Waiting> batch, AppendResult appended) {
        List<Publication> taken = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            long outcome = appended.outcomes()[i];
            if (AppendOutcome.taken(outcome)) {
                taken.add(batch.get(i).draft().at(channel, appended.epoch(), outcome, appended.time(), options.node()));
            }
        }
        if (!taken.isEmpty()) {
            appender.accepted(new Batch(channel, appended.epoch(), taken, appended.version()));
        }
        for (int i = 0; i < batch.size(); i++) {
            boolean created = appended.created() && i == 0;
            batch.get(i).promise().tryComplete(published(appended, appended.outcomes()[i], created));
        }
    }

    private static long weight(Draft draft) {
        return DRAFT_BYTES + (long) draft.size();
    }

    private static @Nullable Published published(AppendResult appended, long outcome, boolean created) {
        return AppendOutcome.late(outcome)
                ? null
                : new Published(
                        new Position(appended.epoch(), AppendOutcome.offset(outcome)),
                        appended.copies(),
                        !AppendOutcome.taken(outcome),
                        created);
    }
}
