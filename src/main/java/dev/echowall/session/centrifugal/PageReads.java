package dev.echowall.session.centrifugal;

import dev.echowall.session.ConcurrentReads;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The pages of streams that are read for one client: one after the other, and only while its socket accepts what was
 * written before, so that pages do not pile up in memory for a client that does not read them. What waits here is
 * bounded by the commands that a client may have in flight. Confined to the event loop of its connection.
 */
final class PageReads {
    private final ClientContext client;
    private final ConcurrentReads all;
    private final Queue<Runnable> waiting = new ArrayDeque<>(1);
    /** One object, by which {@link ConcurrentReads} identifies this client. */
    private final Runnable again = this::proceed;

    private boolean reading;

    /** @param all of this event loop */
    PageReads(ClientContext client, ConcurrentReads all) {
        this.client = client;
        this.all = all;
    }

    /** Reads a page when it is its turn; its command is in flight until then, as with {@link ClientContext#when}. */
    <T> void read(Supplier<Future<T>> page, Consumer<AsyncResult<T>> then) {
        client.begin();
        waiting.add(() -> page.get().onComplete(result -> client.connection().onLoop(() -> ended(result, then))));
        proceed();
    }

    /** The socket accepts bytes again, or another read has ended. */
    void proceed() {
        if (!reading && !waiting.isEmpty() && client.connection().mayWritePage() && all.tryBegin(again)) {
            reading = true;
            waiting.remove().run();
        }
    }

    private <T> void ended(AsyncResult<T> result, Consumer<AsyncResult<T>> then) {
        if (!client.isOver()) {
            client.guarded(() -> then.accept(result));
        }
        reading = false;
        all.end();
        client.finish();
        proceed();
    }

    void close() {
        waiting.clear();
        all.forget(again);
    }
}
