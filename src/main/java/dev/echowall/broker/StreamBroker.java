package dev.echowall.broker;

import dev.echowall.broker.LoopHandover.Offer;
import dev.echowall.broker.Outbox.Courier;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Order, keeping and carrying, put together: what is common to a node that is alone and to one of many.
 *
 * <p>All state is confined to one context; calls from elsewhere are moved there, in their order.
 */
public final class StreamBroker implements Broker, Courier, ChannelFeed.Library, Retry.Clock {
    private static final Logger log = LoggerFactory.getLogger(StreamBroker.class);
    private static final long WARNED_AFTER_NANOS = 1_000_000_000;
    private static final int TOPS_AT_ONCE = 1_000;

    private final Context context;
    private final Rules rules;
    private final Streams streams;
    private final Carrier carrier;
    private final Metrics metrics;
    private final LoopHandover handover;
    private final Map<ChannelName, Outbox> outboxes = new HashMap<>();
    private final Map<ChannelName, ChannelFeed> feeds = new HashMap<>();
    private final Set<Retry<?>> underWay = new HashSet<>();
    private final WaitingBytes waiting;
    private long sequence;

    public StreamBroker(Context context, Rules rules, Streams streams, Carrier carrier, Metrics metrics) {
        this.context = context;
        this.handover = new LoopHandover(context, this::take);
        this.rules = rules;
        this.streams = streams;
        this.carrier = carrier;
        this.waiting = new WaitingBytes(rules.allWaitingBytes());
        this.metrics = metrics;
    }

    @Override
    public Future<Published> publish(ChannelName channel, Payload payload, @Nullable String id) {
        return publish(channel, payload, id, Creation.BY_SERVER);
    }

    @Override
    public Future<Published> publish(ChannelName channel, Payload payload, @Nullable String id, Creation creation) {
        Future<@Nullable Published> published = enqueue(channel, new Draft(payload, id, 0), creation);
        return published.map(done -> {
            if (done == null) {
                throw new Refusal(ErrorCode.INTERNAL, "a publication without a rank came too late");
            }
            return done;
        });
    }

    @Override
    public Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank) {
        return enqueue(channel, new Draft(payload, null, rank), Creation.BY_SERVER);
    }

    @Override
    public Future<Position> follow(ChannelName channel, Follower follower, Context followerContext) {
        Promise<Position> promise =
                followerContext instanceof ContextInternal internal ? internal.promise() : Promise.promise();
        context.runOnContext(v -> feeds.computeIfAbsent(channel, name -> new ChannelFeed(name, this, metrics))
                .follow(follower, followerContext, promise));
        return promise.future();
    }

    @Override
    public void unfollow(ChannelName channel, Follower follower) {
        context.runOnContext(v -> {
            ChannelFeed feed = feeds.get(channel);
            if (feed != null) {
                feed.unfollow(follower);
            }
        });
    }

    @Override
    public void left(ChannelFeed feed) {
        feeds.remove(feed.channel(), feed);
    }

    @Override
    public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        Promise<Recovery> promise = answer();
        context.runOnContext(v -> look(channel, after, count, bytes)
                .map(read -> upToHeard(channel, read))
                .recover(why -> keptHere(channel, after, count, bytes, why))
                .onComplete(promise));
        return promise.future();
    }

    /**
     * Where too few members are to be seen, nobody can say what the last word is; what was acknowledged and is kept here is given
     * all the same. Whoever knows of more than that waits, and is told of no gap.
     */
    private Future<Recovery> keptHere(ChannelName channel, Position after, int count, int bytes, Throwable why) {
        if (!ErrorCode.NO_QUORUM.isReason(why)) {
            return Future.failedFuture(why);
        }
        ChannelFeed feed = feeds.get(channel);
        Position heard = feed == null ? null : feed.heard();
        if (heard != null && count == 0) {
            return Future.succeededFuture(new Recovered(heard.epoch(), heard.offset(), List.of()));
        }
        Recovery kept = streams.kept(channel, rules.bounds(channel).ttlMillis(), after, count, bytes);
        if (kept == null || (heard != null && !heard.epoch().equals(kept.epoch()))) {
            return Future.failedFuture(why); // what there is, others have
        }
        Recovery told = upToHeard(channel, kept);
        boolean lacks = heard != null
                && heard.offset() > after.offset()
                && told instanceof Recovered recovered
                && recovered.publications().isEmpty();
        return lacks ? Future.failedFuture(why) : Future.succeededFuture(told);
    }

    @Override
    public Future<Recovery> end(ChannelName channel) {
        Position any = new Position("", 0);
        return look(channel, any, 0, 0).recover(why -> keptHere(channel, any, 0, 0, why));
    }

    @Override
    public Future<Recovery> look(ChannelName channel, Position after, int count, int bytes) {
        long began = System.nanoTime();
        // Reading again does no harm; so what a failing member leaves unanswered is asked of its successor.
        Retry<Recovery> read = new Retry<>(
                () -> streams.read(channel, header(channel, Creation.NONE), after, count, bytes),
                why -> System.nanoTime() - began < rules.patience().toNanos(),
                this);
        return underWay(read).transform(done -> {
            if (done.failed()) {
                return Future.failedFuture(
                        done.cause() instanceof Refusal
                                ? done.cause()
                                : new Refusal(ErrorCode.BUSY, "the cluster gives no answer: " + reason(done.cause())));
            }
            return done.result() == null
                    ? Future.failedFuture(tooMany(channel, Creation.BY_SERVER))
                    : Future.succeededFuture(done.result());
        });
    }

    /** The members have changed: what waits for an answer is asked again at once, since who owed it may have left. */
    public void askAgain() {
        List.copyOf(underWay).forEach(Retry::askAgain);
    }

    /** The same for what has waited for longer than this. */
    public void askAgainAfter(long nanos) {
        List.copyOf(underWay).forEach(each -> each.askAgainAfter(nanos));
    }

    /** Another node's announcement, or our own. */
    public void announced(Batch batch) {
        ChannelFeed feed = feeds.get(batch.channel());
        if (feed != null) {
            feed.announced(batch);
        }
    }

    public boolean follows(ChannelName channel) {
        return feeds.containsKey(channel);
    }

    /** Looks whether the streams of followed channels went on without our hearing of it. */
    public void compareTops() {
        List<ChannelName> followed = new ArrayList<>(feeds.keySet());
        for (int from = 0; from < followed.size(); from += TOPS_AT_ONCE) {
            streams.tops(List.copyOf(followed.subList(from, Math.min(followed.size(), from + TOPS_AT_ONCE))))
                    .onSuccess(tops -> tops.forEach((channel, top) -> {
                        ChannelFeed feed = feeds.get(channel);
                        if (feed != null) {
                            feed.compare(top);
                        }
                    }));
        }
    }

    /** Counts the streams, so that no more are made than the limit allows. */
    public void count() {
        streams.count();
    }

    /** Drops what is too old. */
    public void sweep() {
        streams.sweep();
    }

    public int channels() {
        return streams.channels();
    }

    /** Whether nothing waits to be published. */
    public boolean idle() {
        return outboxes.isEmpty();
    }

    /** Tells those that have waited too long. */
    public void expire(long now) {
        List.copyOf(outboxes.values()).forEach(outbox -> outbox.expire(now));
    }

    /* The same batch, until its outcome is known: it may have been accepted by an owner that died before it could say. */
    @Override
    public void append(ChannelName channel, List<Draft> drafts, Creation creation, Promise<Appended> outcome) {
        long began = System.nanoTime();
        BatchHeader header = header(channel, creation);
        Retry<Appended> append =
                new Retry<>(() -> streams.append(channel, header, drafts), why -> repeated(channel, began, why), this);
        underWay(append).onComplete(done -> {
            if (done.succeeded() && done.result() != null) {
                metrics.appended(Duration.ofNanos(System.nanoTime() - began), drafts.size());
                outcome.complete(done.result());
            } else if (done.succeeded()) {
                outcome.fail(tooMany(channel, creation));
            } else {
                boolean unknown = append.inDoubt() && done.cause() instanceof Refusal;
                outcome.fail(unknown ? unknown((Refusal) done.cause()) : done.cause());
            }
        });
    }

    private boolean repeated(ChannelName channel, long began, Throwable why) {
        metrics.appendRepeated();
        long waited = System.nanoTime() - began;
        if (waited > WARNED_AFTER_NANOS) {
            log.atWarn()
                    .addKeyValue("channel", channel)
                    .addKeyValue("ms", waited / 1_000_000)
                    .log("the append is not acknowledged, and is sent again: {}", reason(why));
        }
        return true;
    }

    private <T> Future<@Nullable T> underWay(Retry<T> asked) {
        underWay.add(asked);
        asked.ask();
        return asked.answer().onComplete(done -> underWay.remove(asked));
    }

    @Override
    public void accepted(Batch batch) {
        carrier.announce(batch);
        announced(batch);
    }

    @Override
    public void idle(Outbox outbox) {
        outboxes.remove(outbox.channel());
    }

    @Override
    public void later(long millis, Runnable task) {
        context.owner().setTimer(millis, timer -> context.runOnContext(v -> task.run()));
    }

    @Override
    public String toString() {
        return "broker of " + rules.node();
    }

    private Future<@Nullable Published> enqueue(ChannelName channel, Draft draft, Creation creation) {
        Promise<@Nullable Published> promise = answer();
        handover.give(new Offer(channel, draft, creation, promise));
        return promise.future();
    }

    private void take(List<Offer> offers) {
        long now = System.nanoTime() / 1_000_000;
        Set<Outbox> filled = new LinkedHashSet<>();
        for (Offer each : offers) {
            Outbox outbox = outboxes.computeIfAbsent(each.channel(), name -> new Outbox(name, rules, waiting, this));
            outbox.add(each, now);
            filled.add(outbox);
        }
        filled.forEach(Outbox::send);
    }

    private static String reason(Throwable cause) {
        return cause.getClass().getSimpleName();
    }

    /* A reader of ours must not be ahead of what its followers are about to hear. */
    private Recovery upToHeard(ChannelName channel, Recovery read) {
        ChannelFeed feed = feeds.get(channel);
        Position heard = feed == null ? null : feed.heard();
        if (heard == null
                || !heard.epoch().equals(read.epoch())
                || heard.offset() >= read.top()
                || !(read instanceof Recovered recovered)) {
            return read;
        }
        List<Publication> told = recovered.publications().stream()
                .filter(publication -> publication.offset() <= heard.offset())
                .toList();
        return new Recovered(read.epoch(), heard.offset(), told);
    }

    private BatchHeader header(ChannelName channel, Creation creation) {
        boolean reserved = rules.isReserved(channel);
        boolean mayCreate = reserved || (creation.isAllowed(streams.channels(), rules.channels()) && hasPlace(channel));
        return new BatchHeader(rules.sender(), ++sequence, rules.node(), mayCreate, reserved, rules.bounds(channel));
    }

    private boolean hasPlace(ChannelName channel) {
        int most = rules.namespaces().of(channel).maxChannels();
        return most == 0 || streams.channels(rules.namespaces().label(channel)) < most;
    }

    private Refusal tooMany(ChannelName channel, Creation creation) {
        String why;
        if (creation == Creation.NONE) {
            why = "this client has begun as many channels as limits.channels-per-client allows in an hour";
        } else if (hasPlace(channel)) {
            why = "there are as many channels as limits.channels allows";
        } else {
            why = "there are as many channels as channels." + rules.namespaces().label(channel)
                    + ".max-channels allows";
        }
        return new Refusal(ErrorCode.TOO_MANY, why);
    }

    private static Refusal unknown(Refusal last) {
        return new Refusal(
                ErrorCode.OUTCOME_UNKNOWN,
                "it may have been accepted, repeat it with the same idempotency key: " + last.sentence());
    }

    private static <T> Promise<T> answer() {
        return Vertx.currentContext() instanceof ContextInternal caller ? caller.promise() : Promise.promise();
    }
}
