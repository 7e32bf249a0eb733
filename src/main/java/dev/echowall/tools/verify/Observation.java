package dev.echowall.tools.verify;

import dev.echowall.channel.Position;

/** What happened to one subscriber, in order. */
sealed interface Observation
        permits Observation.Began, Observation.Delivered, Observation.Gap, Observation.Cut, SubscriberLog.Run {
    /** The server reported the subscription's position; again after each resume. */
    record Began(Position at) implements Observation {}

    /**
     * A publication arrived.
     *
     * @param identity which one, {@link PayloadCodec#UNREADABLE} or {@link PayloadCodec#STRANGE}; for a tick, its
     *     second since 1970
     * @param digest a hash of the whole payload
     */
    record Delivered(String epoch, long offset, long identity, int digest) implements Observation {}

    /** The server reported that the following publications are not kept any more, and continues with the oldest. */
    record Gap(String epoch, long oldest, String reason) implements Observation {}

    /** The connection ended; the next one resumes from the last position. */
    record Cut() implements Observation {}
}
