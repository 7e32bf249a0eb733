package dev.echowall.server;

import dev.echowall.broker.Broker;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.source.NodeListPublisher;
import dev.echowall.source.Ticks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** What the node itself publishes: the time, offered each second, and the list of nodes. */
public final class TimeVerticle extends VerticleBase {
    private static final long NODE_LIST_MILLIS = 1_000;
    private static final long FOLLOW_AGAIN_MILLIS = 500;

    private final Membership membership;
    private final Ticks ticks;
    private final NodeListPublisher nodeListPublisher;

    public TimeVerticle(Broker broker, Membership membership, Ticks ticks) {
        this.membership = membership;
        this.ticks = ticks;
        this.nodeListPublisher = new NodeListPublisher(broker, membership);
    }

    @Override
    public Future<?> start() {
        follow();
        next();
        membership.onChange(() -> context.runOnContext(v -> nodeListPublisher.say()));
        // Repeated, because it may have been refused; does nothing if the list is unchanged.
        vertx.setPeriodic(0, NODE_LIST_MILLIS, timer -> nodeListPublisher.say());
        return Future.succeededFuture();
    }

    private void follow() {
        ticks.begin(context).onFailure(refused -> vertx.setTimer(FOLLOW_AGAIN_MILLIS, timer -> follow()));
    }

    private void next() {
        vertx.setTimer(Math.max(1, ticks.untilNext(membership.turn())), timer -> {
            next(); // first, so that another offer follows even if this one fails
            ticks.offer();
        });
    }
}
