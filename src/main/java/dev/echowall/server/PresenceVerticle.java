package dev.echowall.server;

import dev.echowall.presence.Presence;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Function;

/** Who is in the channels, on an event loop that it shares with others. */
public final class PresenceVerticle extends VerticleBase {
    private final Function<Context, Presence> make;

    @SuppressWarnings("NullAway.Init") // start() sets it, and nothing is called before
    private volatile Presence presence;

    public PresenceVerticle(Function<Context, Presence> make) {
        this.make = make;
    }

    @Override
    public Future<?> start() {
        presence = make.apply(context);
        presence.start();
        return Future.succeededFuture();
    }

    /** Once deployed, from any thread. */
    public Presence presence() {
        return presence;
    }

    @Override
    public Future<?> stop() {
        presence.stop();
        return Future.succeededFuture();
    }
}
