package dev.echowall.lifecycle;

import io.vertx.core.Future;

/** The event loops with sessions. From any thread. */
public interface SessionRoster {
    /**
     * {@link SessionEvents#begin} on each event loop, also on those that are added later.
     *
     * @return completes when all have done it
     */
    Future<Void> begin(Recording recording);

    /** {@link SessionEvents#end} on each. */
    void end();
}
