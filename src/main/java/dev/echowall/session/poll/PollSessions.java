package dev.echowall.session.poll;

import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import dev.echowall.session.ConcurrentReads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The polls of one event loop, including those that wait. Everything here is called on that loop. */
public final class PollSessions {
    private final Vertx vertx;
    private final Hub hub;
    private final PageReader pages;
    private final Set<PollWait> waiting = new HashSet<>();

    public PollSessions(Vertx vertx, Broker broker, Hub hub, ConcurrentReads reads) {
        this.vertx = vertx;
        this.hub = hub;
        this.pages = new PageReader(broker, reads);
    }

    /**
     * Reads what follows a position, at once, or with {@code wait} as soon as there is something.
     *
     * @param after the position to continue from; null is the current one
     * @param limit the most publications
     * @param wait zero does not wait
     * @param response its end ends the wait
     */
    public Future<PollPage> poll(
            ChannelName channel, @Nullable Position after, int limit, Duration wait, HttpServerResponse response) {
        Future<PollPage> first = after == null ? pages.top(channel) : pages.after(channel, after, limit);
        return first.compose(page -> page.isEmpty() && !wait.isZero() && !response.closed()
                ? next(page, limit, wait, response)
                : Future.succeededFuture(page));
    }

    /** Ends all waiting polls now, with an empty page. */
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
