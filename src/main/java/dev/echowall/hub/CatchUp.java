package dev.echowall.hub;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.stream.Recovery;
import io.vertx.core.AsyncResult;

/**
 * How a subscription that is behind continues: with a step in a turn of its own, or with a read of the stream, one at a
 * time. A read that fails is repeated after growing delays. When the subscription does not need it any more, pending
 * steps and answers are ignored. Confined to its hub's event loop.
 */
final class CatchUp {
    private static final int RETRIES = 5;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long WITHOUT_QUORUM_MILLIS = 1_000;

    private final Hub hub;
    private final Subscription subscription;
    private boolean pending;
    private int failures;

    CatchUp(Hub hub, Subscription subscription) {
        this.hub = hub;
        this.subscription = subscription;
    }

    /** Whether a step, an answer or a retry is pending. */
    boolean isPending() {
        return pending;
    }

    void stepLater() {
        pending = true;
        hub.loop().later(this::resume);
    }

    void read() {
        pending = true;
        hub.read(subscription.channel(), subscription.position()).onComplete(this::answered);
    }

    /** Reads again later, or fails the subscription after too many attempts. */
    void retry(Throwable why) {
        // What only other nodes have will be available when they are back, however long that takes.
        boolean withoutQuorum = ErrorCode.NO_QUORUM.isReason(why);
        if (failures == RETRIES && !withoutQuorum) {
            subscription.fail(why);
            return;
        }
        pending = true;
        long delay = withoutQuorum ? WITHOUT_QUORUM_MILLIS : FIRST_RETRY_MILLIS << failures++;
        hub.loop().after(delay, this::resume);
    }

    /** The stream has returned something new, so a later failure starts counting again. */
    void progressed() {
        failures = 0;
    }

    private void resume() {
        if (subscription.goesOnWith(this)) {
            pending = false;
            subscription.pump();
        }
    }

    private void answered(AsyncResult<Recovery> answer) {
        if (!subscription.goesOnWith(this)) {
            return;
        }
        pending = false;
        if (answer.failed()) {
            retry(answer.cause());
        } else {
            subscription.recovered(answer.result());
        }
    }
}
