package dev.echowall.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Limits how many pages are read from streams at a time for the clients of one event loop: a page is in memory before it
 * is known whether the client takes it. Others wait for their turn in order. Confined to its event loop.
 */
public final class ConcurrentReads {
    /** The most reads in progress on one event loop. */
    public static final int AT_ONCE = 32;

    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int free;
    private boolean ending;

    public ConcurrentReads(int atOnce) {
        free = atOnce;
    }

    /** Starts the read now or later; returns its outcome. */
    public <T> Future<T> read(Supplier<Future<T>> page) {
        Promise<T> promise = Promise.promise();
        begin(page, promise);
        return promise.future();
    }

    private <T> void begin(Supplier<Future<T>> page, Promise<T> promise) {
        if (tryBegin(() -> begin(page, promise))) {
            page.get().onComplete(done -> {
                end();
                promise.handle(done);
            });
        }
    }

    /**
     * Whether a read may start now; if so, {@link #end} must follow. If not, {@code again} is called when one may, once;
     * it need not start one then.
     */
    public boolean tryBegin(Runnable again) {
        if (free == 0) {
            waiting.add(again);
            return false;
        }
        free--;
        return true;
    }

    /** The read that {@link #tryBegin} allowed is over, and its page is written or dropped. */
    public void end() {
        free++;
        if (ending) {
            return; // a read that ended as soon as it began, further up on the stack
        }
        ending = true;
        while (free > 0 && !waiting.isEmpty()) {
            Iterator<Runnable> next = waiting.iterator();
            Runnable again = next.next();
            next.remove();
            again.run();
        }
        ending = false;
    }

    /** Cancels a wait that {@link #tryBegin} began. */
    public void forget(Runnable again) {
        waiting.remove(again);
    }
}
