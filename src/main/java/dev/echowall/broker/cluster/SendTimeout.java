package dev.echowall.broker.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Unanswered messages to backups. They fail after a while, so that a stalled backup does not hold up requests for as
 * long as Hazelcast would wait. One timer for all, because a timer for each would cost more than sending.
 */
final class SendTimeout {
    private record Waiting(CompletableFuture<?> answer, long deadline) {}

    private final long nanos;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    SendTimeout(long millis) {
        this.nanos = millis * 1_000_000;
    }

    /** From any thread. */
    void add(CompletableFuture<?> answer) {
        waiting.add(new Waiting(answer, System.nanoTime() + nanos));
    }

    /** Called on one thread, a few times a second. */
    void expire() {
        long now = System.nanoTime();
        for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
            if (!first.answer().isDone() && first.deadline() - now > 0) {
                return;
            }
            waiting.remove();
            first.answer().completeExceptionally(new SilentBackup());
        }
    }

    /** The backup has not answered in time. */
    private static final class SilentBackup extends RuntimeException {
        private static final long serialVersionUID = 1;

        SilentBackup() {
            super("the backup does not answer", null, false, false);
        }
    }
}
