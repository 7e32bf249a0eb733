package dev.echowall.broker;

import dev.echowall.broker.AppendQueue.Appender;
import dev.echowall.broker.LoopHandover.Offer;
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
import dev.echowall.stream.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders, stores and carries publications: what a single node and a node of a cluster have in common.
 *
 * <p>All state is confined to one context; calls from other threads are moved there in their order.
 */
public final class StreamBroker implements Broker, Appender, ChannelFeed.Owner {
    private static final int TOPS_AT_ONCE = 1_000;

    private final Context context;
    private final BrokerOptions options;
    private final StreamStore streams;
    private final Announcer announcer;
    private final Metrics metrics;
    private final LoopHandover handover;
    private final Map<ChannelName, AppendQueue> appendQueues = new HashMap<>();
    private final Map<ChannelName, ChannelFeed> feeds = new HashMap<>();
    private final WaitingBytes waiting;
    private final StreamRequests requests;

    public StreamBroker(
            Context context, BrokerOptions options, StreamStore streams, Announcer announcer, Metrics metrics) {
        this.context = context;
        this.handover = new LoopHandover(context, this::take);
        this.options = options;
        this.streams = streams;
        this.announcer = announcer;
        this.waiting = new WaitingBytes(options.allWaitingBytes());
        this.metrics = metrics;
        this.requests = new StreamRequests(context, options, streams, metrics);
    }

    @Override
    public Future<Published> publish(ChannelName channel, Submission submission, Creation creation) {
        Draft draft = new Draft(submission.payload(), submission.id(), 0, submission.info(), submission.tags());
        Future<@Nullable Published> published = enqueue(channel, draft, creation);
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
    public Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context consumerContext) {
        Promise<Position> promise =
                consumerContext instanceof ContextInternal internal ? internal.promise() : Promise.promise();
        context.runOnContext(v -> feeds.computeIfAbsent(channel, name -> new ChannelFeed(name, this, metrics))
                .follow(consumer, consumerContext, promise));
        return promise.future();
    }

    @Override
    public void unfollow(ChannelName channel, BatchConsumer consumer) {
        context.runOnContext(v -> {
            ChannelFeed feed = feeds.get(channel);
            if (feed != null) {
                feed.unfollow(consumer);
            }
        });
    }

    @Override
    public void left(ChannelFeed feed) {
        feeds.remove(feed.channel(), feed);
    }

    @Override
    public Retention retention(ChannelName channel) {
        return options.retention(channel);
    }

    @Override
    public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        Promise<Recovery> promise = CallerContext.promise();
        context.runOnContext(v -> look(channel, after, count, bytes)
                .map(read -> upToHeard(channel, read))
                .recover(why -> keptHere(channel, after, count, bytes, why))
                .onComplete(promise));
        return promise.future();
    }

    /**
     * Without a quorum, the end of the stream cannot be determined, but what is known to be acknowledged and stored
     * here can still be served. A reader with a later position waits and is not sent a gap.
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
        Recovery kept = streams.kept(channel, options.retention(channel).ttlMillis(), after, count, bytes);
        if (kept == null || (heard != null && !heard.epoch().equals(kept.epoch()))) {
            return Future.failedFuture(why); // all of it is on other nodes
        }
        Recovery told = upToHeard(channel, kept);
        boolean lacks = heard != null
                && heard.offset() > after.offset()
                && told instanceof Recovered recovered
                && recovered.publications().isEmpty();
        return lacks ? Future.failedFuture(why) : Future.succeededFuture(told);
    }

    @Override
    public Future<Void> removeHistory(ChannelName channel) {
        Promise<Void> promise = CallerContext.promise();
        context.runOnContext(v -> requests.removeHistory(channel).onComplete(promise));
        return promise.future();
    }

    @Override
    public Future<Recovery> end(ChannelName channel) {
        Position any = new Position("", 0);
        return look(channel, any, 0, 0).recover(why -> keptHere(channel, any, 0, 0, why));
    }

    @Override
    public Future<Recovery> look(ChannelName channel, Position after, int count, int bytes) {
        return requests.read(channel, after, count, bytes);
    }

    /**
     * The members have changed: repeats pending requests at once, because the member that should answer may have left.
     */
    public void askAgain() {
        requests.askAgain();
    }

    /** The same for requests that have waited for longer than this. */
    public void askAgainAfter(long nanos) {
        requests.askAgainAfter(nanos);
    }

    /** An announcement of another node or of this one. */
    public void announced(Batch batch) {
        ChannelFeed feed = feeds.get(batch.channel());
        if (feed != null) {
            feed.announced(batch);
        }
    }

    public boolean follows(ChannelName channel) {
        return feeds.containsKey(channel);
    }

    /** Checks whether followed channels have publications whose announcement was lost. */
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

    /** Counts the streams, so that no more are created than the limit allows. */
    public void count() {
        streams.count();
    }

    /** Removes what is too old. */
    public void sweep() {
        streams.sweep();
    }

    public int channels() {
        return streams.channels();
    }

    /** Whether nothing is waiting to be published. */
    public boolean idle() {
        return appendQueues.isEmpty();
    }

    /** Fails publications that have waited too long. */
    public void expire(long now) {
        List.copyOf(appendQueues.values()).forEach(appendQueue -> appendQueue.expire(now));
    }

    @Override
    public void append(ChannelName channel, List<Draft> drafts, Creation creation, Promise<AppendResult> outcome) {
        requests.append(channel, drafts, creation, outcome);
    }

    @Override
    public void accepted(Batch batch) {
        announcer.announce(batch);
        announced(batch);
    }

    @Override
    public void idle(AppendQueue appendQueue) {
        appendQueues.remove(appendQueue.channel());
    }

    @Override
    public void later(long millis, Runnable task) {
        requests.later(millis, task);
    }

    @Override
    public String toString() {
        return "broker of " + options.node();
    }

    private Future<@Nullable Published> enqueue(ChannelName channel, Draft draft, Creation creation) {
        Promise<@Nullable Published> promise = CallerContext.promise();
        handover.give(new Offer(channel, draft, creation, promise));
        return promise.future();
    }

    private void take(List<Offer> offers) {
        long now = System.nanoTime() / 1_000_000;
        Set<AppendQueue> filled = new LinkedHashSet<>();
        for (Offer each : offers) {
            AppendQueue appendQueue =
                    appendQueues.computeIfAbsent(each.channel(), name -> new AppendQueue(name, options, waiting, this));
            appendQueue.add(each, now);
            filled.add(appendQueue);
        }
        filled.forEach(AppendQueue::send);
    }

    /* A reader must not get ahead of what its hub is about to receive. */
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
}
