package dev.echowall.server;

import dev.echowall.lifecycle.Lifecycle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Function;

/** What happens to clients, on an event loop that it shares with others. */
public final class LifecycleVerticle extends VerticleBase {
    private final Function<Context, Lifecycle> make;

    @SuppressWarnings("NullAway.Init") // start() sets it, and nothing is called before
    private volatile Lifecycle lifecycle;

    public LifecycleVerticle(Function<Context, Lifecycle> make) {
        this.make = make;
    }

    @Override
    public Future<?> start() {
        lifecycle = make.apply(context);
        lifecycle.start();
        return Future.succeededFuture();
    }

    /** Once deployed, from any thread. */
    public Lifecycle lifecycle() {
        return lifecycle;
    }

    @Override
    public Future<?> stop() {
        return lifecycle.stop();
    }
}
