package dev.echowall.session.poll;

import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The polls of one event loop, and those among them that wait. Everything here is called on that loop. */
public final class PollSessions {
    private final Vertx vertx;
    private final Hub hub;
    private final PageReader pages;
    private final Set<PollWait> waiting = new HashSet<>();

    public PollSessions(Vertx vertx, Broker broker, Hub hub) {
        this.vertx = vertx;
        this.hub = hub;
        this.pages = new PageReader(broker);
    }

    /**
     * Reads what follows a position, at once, or as soon as there is something when the client would rather wait.
     *
     * @param after where to go on from; null is from now
     * @param limit publications at most
     * @param wait zero is not at all
     * @param response a wait ends when it is closed
     */
    public Future<PollPage> poll(
            ChannelName channel, @Nullable Position after, int limit, Duration wait, HttpServerResponse response) {
        Future<PollPage> first = after == null ? pages.top(channel) : pages.after(channel, after, limit);
        return first.compose(page -> page.isEmpty() && !wait.isZero() && !response.closed()
                ? next(page, limit, wait, response)
                : Future.succeededFuture(page));
    }

    /** Ends all waits now, with nothing to tell. */
    public void wakeAll() {
        List.copyOf(waiting).forEach(PollWait::giveUp);
    }

    private Future<PollPage> next(PollPage empty, int limit, Duration wait, HttpServerResponse response) {
        PollWait waiter = new PollWait();
        waiting.add(waiter);
        return waiter.await(vertx, hub, empty.channel(), empty.position(), wait, response)
                .onComplete(done -> waiting.remove(waiter))
                .compose(woken ->
                        woken ? pages.after(empty.channel(), empty.position(), limit) : Future.succeededFuture(empty));
    }
}
