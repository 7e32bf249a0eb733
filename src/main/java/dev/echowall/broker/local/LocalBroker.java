package dev.echowall.broker.local;

import dev.echowall.broker.Announcer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.StreamBroker;
import dev.echowall.metrics.Metrics;
import io.vertx.core.Context;
import java.util.function.LongSupplier;

/**
 * A broker for a single node, without a cluster. Order and history are the same as in a cluster, stored once, in this
 * process.
 */
public final class LocalBroker {
    private static final long SWEEP_MILLIS = 10_000;

    private LocalBroker() {}

    /**
     * @param context where the broker's work is done
     * @param clock ms since 1970
     */
    public static Broker create(Context context, BrokerOptions options, LongSupplier clock, Metrics metrics) {
        LocalStreamStore streams = new LocalStreamStore(clock, options);
        StreamBroker broker = new StreamBroker(context, options, streams, Announcer.NONE, metrics);
        context.owner().setPeriodic(SWEEP_MILLIS, timer -> context.runOnContext(v -> broker.sweep()));
        return broker;
    }
}
