package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.metrics.Metrics;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the announcements of one channel in order for the consumers on this node.
 *
 * <p>Announcements of different nodes may overtake each other, and the bus may lose any of them. The next one is passed
 * on, one already seen is dropped, and one that is ahead is held for a moment; if the missing ones do not arrive, they
 * are read from the stream. Confined to the broker's context.
 */
final class ChannelFeed {
    /** What a feed needs from the broker. */
    interface Owner {
        /** Unlike {@link Broker#read}, also returns what has not been announced yet. */
        Future<Recovery> look(ChannelName channel, Position after, int count, int bytes);

        /** The end of the channel, as far as it is known; only the top of the result matters. */
        Future<Recovery> end(ChannelName channel);

        /** The last consumer has left. */
        void left(ChannelFeed feed);

        /** Calls back on the broker's context. */
        void later(long millis, Runnable task);
    }

    private record Candidate(@Nullable BatchConsumer consumer, Context context, Promise<Position> promise) {
        Candidate gone() {
            return new Candidate(null, context, promise);
        }
    }

    private static final long HOLD_MILLIS = 10;
    private static final long RETRY_MILLIS = 250;
    private static final int HELD_BATCHES = 64;
    private static final int READ_COUNT = 512;
    private static final int READ_BYTES = 1 << 20;

    private final ChannelName channel;
    private final Owner owner;
    private final Metrics metrics;
    private final Map<BatchConsumer, Context> consumers = new LinkedHashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final TreeMap<Long, Batch> held = new TreeMap<>();
    private @Nullable Position heard;
    private boolean reading;
    private boolean waiting;

    ChannelFeed(ChannelName channel, Owner owner, Metrics metrics) {
        this.channel = channel;
        this.owner = owner;
        this.metrics = metrics;
    }

    ChannelName channel() {
        return channel;
    }

    boolean followed() {
        return !consumers.isEmpty() || candidates.stream().anyMatch(candidate -> candidate.consumer() != null);
    }

    /**
     * The position up to which the consumers have received everything; null until the first of them has a start
     * position.
     */
    @Nullable
    Position heard() {
        return heard;
    }

    void follow(BatchConsumer consumer, Context context, Promise<Position> promise) {
        if (heard != null) {
            begin(new Candidate(consumer, context, promise), heard);
            return;
        }
        candidates.add(new Candidate(consumer, context, promise));
        if (!reading) {
            reading = true;
            owner.end(channel).onComplete(read -> answered(read));
        }
    }

    /** A consumer that is still waiting for its start position gets it, but no publications. */
    void unfollow(BatchConsumer consumer) {
        consumers.remove(consumer);
        candidates.replaceAll(candidate -> candidate.consumer() == consumer ? candidate.gone() : candidate);
        if (!followed()) {
            owner.left(this);
        }
    }

    /** Called for each announcement. */
    void announced(Batch batch) {
        Position known = heard;
        if (known == null || !known.epoch().equals(batch.epoch())) {
            hold(batch);
            if (known != null) {
                repair();
            }
        } else if (batch.first() <= known.offset() + 1) {
            pass(batch, known);
            release();
        } else {
            hold(batch);
            metrics.held();
            repairIfStillMissing();
        }
    }

    /** Called with the stream's current position: if it is ahead of the consumers, announcements have been lost. */
    void compare(Position top) {
        Position known = heard;
        if (known == null) {
            return;
        }
        if (!known.epoch().equals(top.epoch())) {
            repair();
        } else if (known.offset() < top.offset()) {
            // On a busy channel there is always an announcement on its way, so check again after a moment.
            owner.later(HOLD_MILLIS, () -> {
                if (heard != null && heard.offset() < top.offset()) {
                    repairIfFollowed();
                }
            });
        }
    }

    private void answered(AsyncResult<Recovery> read) {
        reading = false;
        List<Candidate> waited = List.copyOf(candidates);
        candidates.clear();
        if (read.succeeded()) {
            Position top = new Position(read.result().epoch(), read.result().top());
            heard = top;
            waited.forEach(candidate -> begin(candidate, top));
            release();
            repairIfStillMissing();
        } else {
            waited.forEach(candidate ->
                    candidate.context().runOnContext(v -> candidate.promise().fail(read.cause())));
            if (!followed()) {
                owner.left(this);
            }
        }
    }

    private void begin(Candidate candidate, Position from) {
        if (candidate.consumer() != null) {
            consumers.put(candidate.consumer(), candidate.context());
        }
        candidate.context().runOnContext(v -> candidate.promise().complete(from));
    }

    private void hold(Batch batch) {
        held.put(batch.first(), batch);
        if (held.size() > HELD_BATCHES) {
            held.pollLastEntry();
        }
    }

    /** Passes on held batches that are next now. */
    private void release() {
        while (!held.isEmpty() && heard != null) {
            Batch first = held.firstEntry().getValue();
            if (!first.epoch().equals(heard.epoch()) || first.last() <= heard.offset()) {
                held.pollFirstEntry();
            } else if (first.first() <= heard.offset() + 1) {
                held.pollFirstEntry();
                pass(first, heard);
            } else {
                return;
            }
        }
    }

    private void pass(Batch batch, Position known) {
        if (batch.last() <= known.offset()) {
            return;
        }
        int seen = (int) Math.max(0, known.offset() + 1 - batch.first());
        List<Publication> news = batch.publications();
        deliver(seen == 0 ? batch : new Batch(channel, batch.epoch(), news.subList(seen, news.size())));
    }

    private void deliver(Batch batch) {
        heard = new Position(batch.epoch(), batch.last());
        consumers.forEach((consumer, context) -> context.runOnContext(v -> consumer.heard(batch)));
    }

    private void repair() {
        Position known = heard;
        if (reading || known == null) {
            return;
        }
        reading = true;
        owner.look(channel, known, READ_COUNT, READ_BYTES).onComplete(read -> {
            reading = false;
            if (read.failed()) {
                owner.later(RETRY_MILLIS, this::repairIfFollowed);
            } else {
                repair(read.result());
                release();
                if (heard != null && heard.offset() < read.result().top()) {
                    repairIfFollowed();
                } else {
                    repairIfStillMissing();
                }
            }
        });
    }

    private void repair(Recovery read) {
        Position known = heard;
        if (read instanceof Recovered recovered) {
            if (!recovered.publications().isEmpty() && known != null) {
                metrics.repaired(recovered.publications().size());
                pass(new Batch(channel, recovered.epoch(), recovered.publications()), known);
            }
        } else if (read instanceof Unrecoverable gap) {
            skip(gap, known);
        }
    }

    /* Consumers notice that the next batch does not continue the last one, and report a gap. */
    private void skip(Unrecoverable gap, @Nullable Position known) {
        long next = gap.oldest();
        if (known != null && known.epoch().equals(gap.epoch())) {
            // The announcements received meanwhile may include more than the stream still has.
            next = Math.max(next, known.offset() + 1);
            Map.Entry<Long, Batch> ahead = held.higherEntry(known.offset());
            if (ahead != null && ahead.getValue().epoch().equals(gap.epoch())) {
                next = Math.min(next, ahead.getKey());
            }
        }
        heard = new Position(gap.epoch(), next - 1);
    }

    private void repairIfFollowed() {
        if (followed()) {
            repair();
        }
    }

    /** Held batches wait for the missing ones, but not for long. */
    private void repairIfStillMissing() {
        if (!waiting && !held.isEmpty() && heard != null) {
            waiting = true;
            owner.later(HOLD_MILLIS, () -> {
                waiting = false;
                if (!held.isEmpty()) {
                    repairIfFollowed();
                }
            });
        }
    }
}
