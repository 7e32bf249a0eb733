package dev.echowall.hub;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.stream.Recovery;
import io.vertx.core.AsyncResult;

/**
 * How a subscription that is behind goes on: by a step in a turn of its own, or by a read of the stream, one at a time. A read
 * that fails is repeated, later each time. Once its subscription has done with it, what it began is of no use any more.
 * Confined to its hub's event loop.
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

    /** Whether a step, an answer or a retry is to come. */
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

    /** Reads again later, or fails the subscription when it was tried often enough. */
    void retry(Throwable why) {
        // What is kept elsewhere can be had when the others are back, however long that takes.
        boolean withoutQuorum = ErrorCode.NO_QUORUM.isReason(why);
        if (failures == RETRIES && !withoutQuorum) {
            subscription.fail(why);
            return;
        }
        pending = true;
        long delay = withoutQuorum ? WITHOUT_QUORUM_MILLIS : FIRST_RETRY_MILLIS << failures++;
        hub.loop().after(delay, this::resume);
    }

    /** The stream has answered with something new: what fails next is not one more failure of the same. */
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
