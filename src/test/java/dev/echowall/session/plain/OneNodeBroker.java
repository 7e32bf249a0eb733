package dev.echowall.session.plain;

import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A broker of one node and one event loop, that keeps nothing; all on that loop. */
public final class OneNodeBroker implements Broker {
    static final String EPOCH = "x7";

    /** What every publish fails with, when set. */
    public volatile @Nullable Refusal refusal;

    /** What every publish throws, when set. */
    public volatile @Nullable RuntimeException fault;

    /** Whether publishes wait for {@link #answerAll()}. */
    public volatile boolean slow;

    public final AtomicInteger published = new AtomicInteger();
    private final Queue<Promise<Published>> waiting = new ArrayDeque<>();
    private final Map<ChannelName, BatchConsumer> consumers = new HashMap<>();
    private final Map<ChannelName, Long> tops = new HashMap<>();

    @Override
    public Future<Published> publish(ChannelName channel, Submission submission, Creation creation) {
        published.incrementAndGet();
        RuntimeException thrown = fault;
        if (thrown != null) {
            throw thrown;
        }
        Refusal refused = refusal;
        if (refused != null) {
            return Future.failedFuture(refused);
        }
        long offset = tops.merge(channel, 1L, Long::sum);
        Publication said = new Publication(channel, EPOCH, offset, 0, "node1", submission.payload());
        BatchConsumer consumer = consumers.get(channel);
        if (consumer != null) {
            consumer.heard(new Batch(channel, EPOCH, List.of(said)));
        }
        if (!slow) {
            return Future.succeededFuture(new Published(said.position(), 1, false));
        }
        Promise<Published> promise = Promise.promise();
        waiting.add(promise);
        return promise.future();
    }

    public void answerAll() {
        for (Promise<Published> each = waiting.poll(); each != null; each = waiting.poll()) {
            each.complete(new Published(new Position(EPOCH, 1), 1, false));
        }
    }

    @Override
    public Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context context) {
        consumers.put(channel, consumer);
        return Future.succeededFuture(new Position(EPOCH, tops.getOrDefault(channel, 0L)));
    }

    @Override
    public void unfollow(ChannelName channel, BatchConsumer consumer) {
        consumers.remove(channel);
    }

    @Override
    public Retention retention(ChannelName channel) {
        return Retention.UNLIMITED;
    }

    @Override
    public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        long top = tops.getOrDefault(channel, 0L);
        if (after.offset() == top && after.epoch().equals(EPOCH)) {
            return Future.succeededFuture(new Recovery.Recovered(EPOCH, top, List.of()));
        }
        return Future.succeededFuture(new Recovery.Unrecoverable(EPOCH, top, Recovery.Reason.TRIMMED, top + 1));
    }
}
