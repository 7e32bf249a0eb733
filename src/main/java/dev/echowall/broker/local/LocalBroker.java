package dev.echowall.broker.local;

import dev.echowall.broker.Broker;
import dev.echowall.broker.Carrier;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Follower;
import dev.echowall.broker.Published;
import dev.echowall.broker.Rules;
import dev.echowall.broker.StreamBroker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import dev.echowall.stream.Recovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A broker for a single node, without a cluster. Order and history are the same as in a cluster, stored once, in this
 * process.
 */
public final class LocalBroker implements Broker {
    private static final long SWEEP_MILLIS = 10_000;

    private final StreamBroker broker;

    /**
     * @param context where the broker's work is done
     * @param clock ms since 1970
     */
    public LocalBroker(Context context, Rules rules, LongSupplier clock, Metrics metrics) {
        broker = new StreamBroker(context, rules, new LocalStreams(clock, rules), Carrier.NONE, metrics);
        context.owner().setPeriodic(SWEEP_MILLIS, timer -> context.runOnContext(v -> broker.sweep()));
    }

    @Override
    public Future<Published> publish(ChannelName channel, Payload payload, @Nullable String id) {
        return broker.publish(channel, payload, id);
    }

    @Override
    public Future<Published> publish(ChannelName channel, Payload payload, @Nullable String id, Creation creation) {
        return broker.publish(channel, payload, id, creation);
    }

    @Override
    public Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank) {
        return broker.offer(channel, payload, rank);
    }

    @Override
    public Future<Position> follow(ChannelName channel, Follower follower, Context context) {
        return broker.follow(channel, follower, context);
    }

    @Override
    public void unfollow(ChannelName channel, Follower follower) {
        broker.unfollow(channel, follower);
    }

    @Override
    public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        return broker.read(channel, after, count, bytes);
    }
}
