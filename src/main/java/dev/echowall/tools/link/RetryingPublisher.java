package dev.echowall.tools.link;

import dev.echowall.channel.Payload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Publishes a message in as many attempts as needed, all with the same key, so that it is not accepted twice if an
 * acknowledgement is lost.
 */
public final class RetryingPublisher {
    private static final Duration FIRST_CEILING = Duration.ofMillis(50);
    private static final Duration LAST_CEILING = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final PublishClient client;
    private final Duration timeout;
    private final Consumer<PublishReply> again;

    /**
     * @param timeout the time after which no further attempt is made; well below the server's {@code
     *     limits.idempotency-window}
     * @param again called with each reply that is followed by another attempt
     */
    public RetryingPublisher(Vertx vertx, PublishClient client, Duration timeout, Consumer<PublishReply> again) {
        this.vertx = vertx;
        this.client = client;
        this.timeout = timeout;
        this.again = again;
    }

    /**
     * The final outcome.
     *
     * @param last the reply to the last attempt
     * @param open whether it may have been accepted although no attempt was acknowledged
     */
    public record Outcome(PublishReply last, boolean open) {}

    /** The future never fails. */
    public Future<Outcome> publish(String channel, Payload payload, String key) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Backoff backoff = new Backoff(
                FIRST_CEILING, LAST_CEILING, () -> ThreadLocalRandom.current().nextDouble());
        return attempt(channel, payload, key, deadline, backoff, false);
    }

    private Future<Outcome> attempt(
            String channel, Payload payload, String key, long deadline, Backoff backoff, boolean openBefore) {
        return client.post(channel, payload, key).compose(reply -> {
            boolean open = !(reply instanceof PublishReply.Acknowledged) && (openBefore || reply.open());
            long wait = Math.max(1, backoff.next().toMillis());
            if (!reply.temporary() || System.nanoTime() + wait * 1_000_000 - deadline > 0) {
                return Future.succeededFuture(new Outcome(reply, open));
            }
            again.accept(reply);
            return vertx.timer(wait, TimeUnit.MILLISECONDS)
                    .compose(due -> attempt(channel, payload, key, deadline, backoff, open));
        });
    }
}
