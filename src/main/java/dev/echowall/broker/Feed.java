package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.metrics.Metrics;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
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
 * What this node hears of one channel, put into order for its followers.
 *
 * <p>Announcements of several nodes cross on their way, and the bus may lose any of them. The next one is passed on; one
 * already seen is dropped; one that is ahead is held for a moment, then the missing ones are read from the stream.
 * Confined to the broker's context.
 */
final class Feed {
    /** What a feed asks of the broker. */
    interface Library {
        Future<Recovery> read(ChannelName channel, Position after, int count, int bytes);

        /** Calls back on the broker's context. */
        void later(long millis, Runnable task);
    }

    private record Candidate(Follower follower, Context context, Promise<Position> promise) {}

    private static final long HOLD_MILLIS = 10;
    private static final long RETRY_MILLIS = 250;
    private static final int HELD_BATCHES = 256;
    private static final int READ_COUNT = 512;
    private static final int READ_BYTES = 1 << 20;

    private final ChannelName channel;
    private final Library library;
    private final Metrics metrics;
    private final Map<Follower, Context> followers = new LinkedHashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final TreeMap<Long, Batch> held = new TreeMap<>();
    private @Nullable Position heard;
    private boolean reading;
    private boolean waiting;

    Feed(ChannelName channel, Library library, Metrics metrics) {
        this.channel = channel;
        this.library = library;
        this.metrics = metrics;
    }

    ChannelName channel() {
        return channel;
    }

    boolean followed() {
        return !followers.isEmpty() || !candidates.isEmpty();
    }

    /** Up to where the followers have heard everything; null before the first of them has begun. */
    @Nullable
    Position heard() {
        return heard;
    }

    void follow(Follower follower, Context context, Promise<Position> promise) {
        if (heard != null) {
            begin(new Candidate(follower, context, promise), heard);
            return;
        }
        candidates.add(new Candidate(follower, context, promise));
        if (!reading) {
            reading = true;
            // From the end, whatever it is: only the top is asked for.
            library.read(channel, new Position("", 0), 0, 0).onComplete(read -> {
                reading = false;
                List<Candidate> begun = List.copyOf(candidates);
                candidates.clear();
                if (read.succeeded()) {
                    Position top =
                            new Position(read.result().epoch(), read.result().top());
                    heard = top;
                    begun.forEach(candidate -> begin(candidate, top));
                    release();
                } else {
                    begun.forEach(candidate -> candidate
                            .context()
                            .runOnContext(v -> candidate.promise().fail(read.cause())));
                }
            });
        }
    }

    void unfollow(Follower follower) {
        followers.remove(follower);
        candidates.removeIf(candidate -> candidate.follower() == follower);
    }

    /** An announcement came. */
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
            if (!waiting) {
                waiting = true;
                library.later(HOLD_MILLIS, () -> {
                    waiting = false;
                    if (!held.isEmpty()) {
                        repair();
                    }
                });
            }
        }
    }

    /** The stream was seen at this position: what has not been heard of it was lost on the way. */
    void compare(Position top) {
        Position known = heard;
        if (known != null && (!known.epoch().equals(top.epoch()) || top.offset() > known.offset())) {
            repair();
        }
    }

    private void begin(Candidate candidate, Position from) {
        followers.put(candidate.follower(), candidate.context());
        candidate.context().runOnContext(v -> candidate.promise().complete(from));
    }

    private void hold(Batch batch) {
        held.put(batch.first(), batch);
        if (held.size() > HELD_BATCHES) {
            held.pollFirstEntry();
        }
    }

    /** Passes on what was held and is next now. */
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
        followers.forEach((follower, context) -> context.runOnContext(v -> follower.heard(batch)));
    }

    private void repair() {
        Position known = heard;
        if (reading || known == null) {
            return;
        }
        reading = true;
        library.read(channel, known, READ_COUNT, READ_BYTES).onComplete(read -> {
            reading = false;
            if (read.failed()) {
                library.later(RETRY_MILLIS, this::repair);
            } else if (read.result() instanceof Recovered recovered) {
                if (!recovered.publications().isEmpty()) {
                    metrics.repaired(recovered.publications().size());
                    deliverMissing(new Batch(channel, recovered.epoch(), recovered.publications()));
                }
                release();
                again(recovered.top());
            } else if (read.result() instanceof Unrecoverable gap) {
                // The followers see that the next batch does not begin where the last one ended, and say so.
                heard = new Position(gap.epoch(), gap.oldest() - 1);
                release();
                again(gap.top());
            }
        });
    }

    private void deliverMissing(Batch missing) {
        Position known = heard;
        if (known != null && known.epoch().equals(missing.epoch())) {
            pass(missing, known);
        }
    }

    private void again(long top) {
        if (followed() && heard != null && heard.offset() < top) {
            repair();
        }
    }
}
