package dev.echowall.hub;

import dev.echowall.broker.Batch;
import dev.echowall.broker.Broker;
import dev.echowall.broker.Follower;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/** Fan-out on one event loop. */
public final class Hub implements Follower {
    public Hub(Context context, Broker broker, long tailBytes, Metrics metrics) {}

    /**
     * Subscribes.
     *
     * @param after where to go on from; null means from now
     */
    public Subscription subscribe(ChannelName channel, @Nullable Position after, Subscriber subscriber) {
        return new Subscription(channel);
    }

    @Override
    public void heard(Batch batch) {}
}
