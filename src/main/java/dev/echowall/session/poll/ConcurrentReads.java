package dev.echowall.session.poll;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Runs a limited number of tasks at a time; others wait for their turn in order. Confined to its event loop. */
final class ConcurrentReads {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    ConcurrentReads(int atOnce) {
        free = atOnce;
    }

    /** Starts the task now or later; returns its outcome. */
    <T> Future<T> take(Supplier<Future<T>> task) {
        if (free > 0) {
            return begin(task);
        }
        Promise<T> promise = Promise.promise();
        waiting.add(() -> begin(task).onComplete(promise));
        return promise.future();
    }

    private <T> Future<T> begin(Supplier<Future<T>> task) {
        free--;
        return task.get().onComplete(done -> {
            free++;
            Runnable next = waiting.poll();
            if (next != null) {
                next.run();
            }
        });
    }
}
