package dev.echowall.broker.local;

import dev.echowall.broker.Announcer;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.StreamBroker;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import dev.echowall.stream.Recovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A broker without a cluster: the same order and the same past, kept once, in this process. */
public final class LocalBroker implements Broker {
    private static final long SWEEP_MILLIS = 10_000;

    private final StreamBroker broker;

    /**
     * @param context where the broker's work is done
     * @param clock ms since 1970
     */
    public LocalBroker(Context context, BrokerOptions options, LongSupplier clock, Metrics metrics) {
        broker = new StreamBroker(context, options, new LocalStreamStore(clock, options), Announcer.NONE, metrics);
        context.owner().setPeriodic(SWEEP_MILLIS, timer -> context.runOnContext(v -> broker.sweep()));
    }

    @Override
    public Future<Published> publish(ChannelName channel, Submission submission, Creation creation) {
        return broker.publish(channel, submission, creation);
    }

    @Override
    public Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank) {
        return broker.offer(channel, payload, rank);
    }

    @Override
    public Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context context) {
        return broker.follow(channel, consumer, context);
    }

    @Override
    public void unfollow(ChannelName channel, BatchConsumer consumer) {
        broker.unfollow(channel, consumer);
    }

    @Override
    public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        return broker.read(channel, after, count, bytes);
    }
}
