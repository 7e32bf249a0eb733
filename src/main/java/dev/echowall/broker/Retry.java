package dev.echowall.broker;

import dev.echowall.protocol.Refusal;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request to the streams that is safe to repeat, until there is an answer or a refusal. The answer to any of its
 * attempts counts. Confined to the broker's context.
 */
final class Retry<T> {
    /** Calls back on the broker's context. */
    interface Clock {
        void later(long millis, Runnable task);
    }

    private static final long PAUSE_MILLIS = 20;
    private static final long PAUSE_MILLIS_AT_MOST = 200;

    private final Supplier<Future<@Nullable T>> ask;
    private final Predicate<Throwable> goOn;
    private final Clock clock;
    private final Promise<@Nullable T> answer = Promise.promise();
    private long pause = PAUSE_MILLIS;
    private int attempts;
    private int unanswered;
    private boolean failed;
    private long asked;
    private int overdue;

    /** @param goOn called after each attempt with an unknown outcome; returns whether to try again */
    Retry(Supplier<Future<@Nullable T>> ask, Predicate<Throwable> goOn, Clock clock) {
        this.ask = ask;
        this.goOn = goOn;
        this.clock = clock;
    }

    /** Fails with a {@link Refusal}, or with the failure of the last attempt if there is to be no other. */
    Future<@Nullable T> answer() {
        return answer.future();
    }

    /** Whether an attempt may have been carried out without our knowing. A refused attempt was not. */
    boolean inDoubt() {
        return failed || unanswered > 0;
    }

    Retry<T> ask() {
        asked = System.nanoTime();
        int attempt = ++attempts;
        unanswered++;
        ask.get().onComplete(answered -> answered(attempt, answered));
        return this;
    }

    /**
     * Tries again at once, without waiting for the attempt in flight: a member has left, and with it perhaps the
     * answer, or a copy that the answer depends on.
     */
    void askAgain() {
        if (!answer.future().isComplete()) {
            ask();
        }
    }

    /** The same if the last attempt is older than this; the time doubles with each repetition, up to eight times. */
    void askAgainAfter(long nanos) {
        if (System.nanoTime() - asked > nanos << overdue) {
            overdue = Math.min(overdue + 1, 3);
            askAgain();
        }
    }

    private void answered(int attempt, AsyncResult<@Nullable T> answered) {
        unanswered--;
        if (answer.future().isComplete()) {
            return;
        }
        if (answered.succeeded() && answered.result() != null) {
            answer.complete(answered.result());
        } else if (attempt < attempts) {
            failed |= !(answered.cause() instanceof Refusal); // a later attempt is in flight
        } else if (answered.succeeded()) {
            answer.complete(null);
        } else if (answered.cause() instanceof Refusal) {
            answer.fail(answered.cause());
        } else {
            failed = true;
            if (goOn.test(answered.cause())) {
                clock.later(pause, () -> {
                    if (attempt == attempts && !answer.future().isComplete()) {
                        ask();
                    }
                });
                pause = Math.min(PAUSE_MILLIS_AT_MOST, pause * 2);
            } else {
                answer.fail(answered.cause());
            }
        }
    }
}
