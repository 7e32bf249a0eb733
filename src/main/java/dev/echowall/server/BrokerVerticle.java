package dev.echowall.server;

import dev.echowall.broker.cluster.ClusterBroker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Function;

/** The node's broker and its consumer on the clustered event bus, on an event loop of its own. */
public final class BrokerVerticle extends VerticleBase {
    private final Function<Context, ClusterBroker> make;
    private final EventLoopMonitor loopMonitor;

    @SuppressWarnings("NullAway.Init") // start() sets it, and nothing is called before
    private volatile ClusterBroker broker;

    public BrokerVerticle(Function<Context, ClusterBroker> make, EventLoopMonitor loopMonitor) {
        this.make = make;
        this.loopMonitor = loopMonitor;
    }

    @Override
    public Future<?> start() {
        loopMonitor.watch(vertx);
        broker = make.apply(context);
        return broker.start();
    }

    /** The broker. Once deployed, from any thread. */
    public ClusterBroker broker() {
        return broker;
    }

    @Override
    public Future<?> stop() {
        return broker.stop();
    }
}
