package dev.echowall.broker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Consumer;

/** Futures that complete on the context of whoever asks, if it has one, wherever the answer is found. */
public final class CallerContext {
    private CallerContext() {}

    public static <T> Promise<T> promise() {
        return Vertx.currentContext() instanceof ContextInternal caller ? caller.promise() : Promise.promise();
    }

    /**
     * Has the task find the answer on another context.
     *
     * @param task completes the promise; an exception fails it
     */
    public static <T> Future<T> ask(Context context, Consumer<Promise<T>> task) {
        Promise<T> promise = promise();
        context.runOnContext(v -> {
            try {
                task.accept(promise);
            } catch (RuntimeException refused) {
                promise.tryFail(refused);
            }
        });
        return promise.future();
    }
}
