package dev.echowall.broker.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What was sent to backups and is not answered yet: fails after a while, so that one who stands still holds nobody for as long as
 * Hazelcast waits. A timer for each would cost more than the sending.
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
            super("the backup gives no answer", null, false, false);
        }
    }
}
