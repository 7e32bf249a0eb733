package dev.echowall.hub;

import dev.echowall.broker.Batch;
import dev.echowall.broker.Broker;
import dev.echowall.broker.Follower;
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
import org.jspecify.annotations.Nullable;

/**
 * Fan-out on one event loop. Confined to it: all calls, including those to subscribers, are made on that loop, so there
 * are no locks.
 */
public final class Hub implements Follower {
    private static final int READ_COUNT = 256;
    private static final int READ_BYTES = 64 * 1024;
    private static final long FOLLOW_AGAIN_MILLIS = 500;

    private final Loop loop;
    private final Broker broker;
    private final Metrics metrics;
    private final TailSpace space;
    private final Map<ChannelName, Audience> audiences = new HashMap<>();
    private final IdentityHashMap<Subscriber, Outlet> outlets = new IdentityHashMap<>();
    /** Audiences with new batches in this turn. */
    private List<Audience> listening = new ArrayList<>();

    private List<Outlet> unflushed = new ArrayList<>();
    private long deliveredPublications;
    private long deliveredBytes;
    private boolean turnEndsLater;
    private int subscriptions;

    /** @param tailBytes the most memory for all tails together, including encodings and objects */
    public Hub(Context context, Broker broker, long tailBytes, Metrics metrics) {
        this(Loop.of(context), broker, tailBytes, metrics);
    }

    Hub(Loop loop, Broker broker, long tailBytes, Metrics metrics) {
        this.loop = loop;
        this.broker = broker;
        this.metrics = metrics;
        this.space = new TailSpace(tailBytes);
    }

    /**
     * Subscribes. The subscriber is never called before this method returns.
     *
     * @param after the position to resume from; null starts with the next publication
     */
    public Subscription subscribe(ChannelName channel, @Nullable Position after, Subscriber subscriber) {
        Audience audience = audiences.get(channel);
        if (audience == null) {
            audience = follow(channel);
        }
        Outlet outlet = outlets.computeIfAbsent(subscriber, each -> new Outlet(each, this, metrics));
        Subscription subscription = new Subscription(this, audience, outlet, after);
        audience.add(subscription);
        outlet.opened();
        subscriptions++;
        metrics.subscribed();
        if (audience.top() != null) {
            loop.later(subscription::join);
        } else if (audience.delayed()) {
            loop.later(subscription::delay);
        }
        return subscription;
    }

    @Override
    public void heard(Batch batch) {
        Audience audience = audiences.get(batch.channel());
        if (audience != null && audience.heard(batch)) {
            listening.add(audience);
            endTurnLater();
        }
    }

    /** The number of channels followed now. */
    public int channels() {
        return audiences.size();
    }

    public int subscriptions() {
        return subscriptions;
    }

    /** The memory of the tails now, in bytes. */
    public long tailBytes() {
        return space.used();
    }

    /** Ends all subscriptions without notifying their subscribers, and frees the tails. */
    public void close() {
        List.copyOf(audiences.values()).forEach(audience -> audience.each(Subscription::cancel));
    }

    Loop loop() {
        return loop;
    }

    Future<Recovery> read(ChannelName channel, Position after) {
        return broker.read(channel, after, READ_COUNT, READ_BYTES);
    }

    void flushLater(Outlet outlet) {
        unflushed.add(outlet);
        endTurnLater();
    }

    void ended(Audience audience, Outlet outlet, Subscription subscription) {
        subscriptions--;
        metrics.unsubscribed();
        if (outlet.closed()) {
            outlets.remove(outlet.subscriber());
        }
        if (audience.remove(subscription)) {
            audiences.remove(audience.channel(), audience);
            audience.close();
            broker.unfollow(audience.channel(), this);
        }
    }

    private Audience follow(ChannelName channel) {
        Audience audience = new Audience(channel, space);
        audiences.put(channel, audience);
        follow(audience);
        return audience;
    }

    private void follow(Audience audience) {
        broker.follow(audience.channel(), this, loop.context()).onComplete(top -> followed(audience, top));
    }

    private void followAgain(Audience audience) {
        if (audiences.get(audience.channel()) == audience) {
            follow(audience);
        }
    }

    private void followed(Audience audience, AsyncResult<Position> top) {
        if (audiences.get(audience.channel()) != audience) {
            return; // all have left meanwhile, and perhaps others have subscribed
        }
        if (isDelay(audience, top.cause())) {
            loop.later(audience::delay);
            loop.after(FOLLOW_AGAIN_MILLIS, () -> followAgain(audience));
        } else if (top.failed()) {
            loop.later(() -> audience.each(subscription -> subscription.fail(top.cause())));
        } else {
            audience.followed(top.result());
            loop.later(() -> audience.each(Subscription::join));
        }
    }

    /** After waiting for a quorum, a subscription keeps waiting while the members elect a leader. */
    private static boolean isDelay(Audience audience, @Nullable Throwable why) {
        boolean temporary = why instanceof Refusal refusal && refusal.code().temporary();
        return ErrorCode.NO_QUORUM.isReason(why) || (audience.delayed() && temporary);
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

    private void endTurn() {
        turnEndsLater = false;
        List<Audience> audible = listening;
        listening = new ArrayList<>();
        audible.forEach(Audience::deliver);
        List<Outlet> written = unflushed;
        unflushed = new ArrayList<>();
        written.forEach(Outlet::flush);
        space.trim();
        metrics.delivered(deliveredPublications, deliveredBytes);
        deliveredPublications = 0;
        deliveredBytes = 0;
    }
}
