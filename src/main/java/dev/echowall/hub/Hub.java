package dev.echowall.hub;

import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fan-out on one event loop. Confined to it: all calls, including those to subscribers, are made on that loop, so there
 * are no locks.
 */
public final class Hub implements BatchConsumer {
    private static final int READ_COUNT = 256;
    private static final int READ_BYTES = 64 * 1024;
    private static final long FOLLOW_AGAIN_MILLIS = 500;

    private final Loop loop;
    private final Broker broker;
    private final Metrics metrics;
    private final TailBudget tailBudget;
    private final Map<ChannelName, HubChannel> hubChannels = new HashMap<>();
    private final IdentityHashMap<Subscriber, SubscriberOutput> outputs = new IdentityHashMap<>();
    /** Audiences with new batches in this turn. */
    private List<HubChannel> channelsWithNews = new ArrayList<>();

    private List<SubscriberOutput> unflushed = new ArrayList<>();
    private long deliveredPublications;
    private long deliveredBytes;
    private boolean turnEndsLater;
    private boolean oneChannel;
    private int subscriptions;

    /** @param tailBytes the most memory for all tails together, including encodings and objects */
    public Hub(Context context, Broker broker, long tailBytes, Metrics metrics) {
        this(Loop.of(context), broker, tailBytes, metrics);
    }

    Hub(Loop loop, Broker broker, long tailBytes, Metrics metrics) {
        this.loop = loop;
        this.broker = broker;
        this.metrics = metrics;
        this.tailBudget = new TailBudget(tailBytes);
    }

    /**
     * Subscribes. The subscriber is never called before this method returns.
     *
     * @param after the position to resume from; null starts with the next publication
     */
    public Subscription subscribe(ChannelName channel, @Nullable Position after, Subscriber subscriber) {
        HubChannel hubChannel = hubChannels.get(channel);
        if (hubChannel == null) {
            hubChannel = follow(channel);
        }
        SubscriberOutput output =
                outputs.computeIfAbsent(subscriber, each -> new SubscriberOutput(each, this, metrics));
        Subscription subscription = new Subscription(this, hubChannel, output, after);
        hubChannel.add(subscription);
        output.opened();
        subscriptions++;
        metrics.subscribed();
        if (hubChannel.top() != null) {
            loop.later(subscription::join);
        } else if (hubChannel.delayed()) {
            loop.later(subscription::delay);
        }
        return subscription;
    }

    /**
     * The first page of what comes after a position: from what this hub has at hand, or else from the stream. A subscription
     * that begins after the page's last publication goes on without a gap.
     *
     * @return as {@link Broker#read}
     */
    public Future<Recovery> recover(ChannelName channel, Position after) {
        HubChannel hubChannel = hubChannels.get(channel);
        Recovery atHand = hubChannel == null ? null : hubChannel.recover(after, READ_COUNT, READ_BYTES);
        return atHand == null ? read(channel, after) : Future.succeededFuture(atHand);
    }

    @Override
    public void heard(Batch batch) {
        HubChannel hubChannel = hubChannels.get(batch.channel());
        if (hubChannel != null && hubChannel.heard(batch)) {
            channelsWithNews.add(hubChannel);
            endTurnLater();
        }
    }

    /** Calls back with each channel that has subscriptions, and how many. */
    public void eachChannel(ObjIntConsumer<ChannelName> consumer) {
        hubChannels.forEach((channel, hubChannel) -> consumer.accept(channel, hubChannel.size()));
    }

    /** The number of channels followed now. */
    public int channels() {
        return hubChannels.size();
    }

    public int subscriptions() {
        return subscriptions;
    }

    /** The memory of the tails now, in bytes. */
    public long tailBytes() {
        return tailBudget.used();
    }

    /** Ends all subscriptions without notifying their subscribers, and frees the tails. */
    public void close() {
        List.copyOf(hubChannels.values()).forEach(hubChannel -> hubChannel.each(Subscription::cancel));
    }

    Loop loop() {
        return loop;
    }

    Future<Recovery> read(ChannelName channel, Position after) {
        return broker.read(channel, after, READ_COUNT, READ_BYTES);
    }

    void flushLater(SubscriberOutput output) {
        unflushed.add(output);
        endTurnLater();
    }

    void ended(HubChannel hubChannel, SubscriberOutput output, Subscription subscription) {
        subscriptions--;
        metrics.unsubscribed();
        if (output.closed()) {
            outputs.remove(output.subscriber());
        }
        if (hubChannel.remove(subscription)) {
            hubChannels.remove(hubChannel.channel(), hubChannel);
            hubChannel.close();
            broker.unfollow(hubChannel.channel(), this);
        }
    }

    private HubChannel follow(ChannelName channel) {
        HubChannel hubChannel = new HubChannel(channel, tailBudget, broker.retention(channel));
        hubChannels.put(channel, hubChannel);
        follow(hubChannel);
        return hubChannel;
    }

    private void follow(HubChannel hubChannel) {
        broker.follow(hubChannel.channel(), this, loop.context()).onComplete(top -> followed(hubChannel, top));
    }

    private void followAgain(HubChannel hubChannel) {
        if (hubChannels.get(hubChannel.channel()) == hubChannel) {
            follow(hubChannel);
        }
    }

    private void followed(HubChannel hubChannel, AsyncResult<Position> top) {
        if (hubChannels.get(hubChannel.channel()) != hubChannel) {
            return; // all have left meanwhile, and perhaps others have subscribed
        }
        if (isDelay(hubChannel, top.cause())) {
            loop.later(hubChannel::delay);
            loop.after(FOLLOW_AGAIN_MILLIS, () -> followAgain(hubChannel));
        } else if (top.failed()) {
            loop.later(() -> hubChannel.each(subscription -> subscription.fail(top.cause())));
        } else {
            hubChannel.followed(top.result());
            loop.later(() -> hubChannel.each(Subscription::join));
        }
    }

    /** After waiting for a quorum, a subscription keeps waiting while the members elect a leader. */
    private static boolean isDelay(HubChannel hubChannel, @Nullable Throwable why) {
        boolean temporary = why instanceof Refusal refusal && refusal.code().temporary();
        return ErrorCode.NO_QUORUM.isReason(why) || (hubChannel.delayed() && temporary);
    }

    void delivered(int publications, int bytes) {
        deliveredPublications += publications;
        deliveredBytes += bytes;
    }

    /**
     * Runs after everything that is queued on the loop already, so that all batches that arrive meanwhile go to each
     * socket in one write and one flush.
     */
    private void endTurnLater() {
        if (!turnEndsLater) {
            turnEndsLater = true;
            loop.later(this::endTurn);
        }
    }

    /** Whether only one channel has news in this turn: nothing else will be written to a socket that takes them. */
    boolean deliversOneChannel() {
        return oneChannel;
    }

    private void endTurn() {
        turnEndsLater = false;
        List<HubChannel> heard = channelsWithNews;
        channelsWithNews = new ArrayList<>();
        oneChannel = heard.size() == 1;
        heard.forEach(HubChannel::deliver);
        oneChannel = false;
        List<SubscriberOutput> written = unflushed;
        unflushed = new ArrayList<>();
        written.forEach(SubscriberOutput::flush);
        tailBudget.trim();
        metrics.delivered(deliveredPublications, deliveredBytes);
        deliveredPublications = 0;
        deliveredBytes = 0;
    }
}
