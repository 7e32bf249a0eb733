package dev.echowall.tools.verify;

import dev.echowall.channel.Position;

/** What happened to one subscriber, in the order in which it happened. */
sealed interface Observation
        permits Observation.Began, Observation.Delivered, Observation.Gap, Observation.Cut, SubscriberLog.Run {
    /** The server said where the subscription stands; again after each resume. */
    record Began(Position at) implements Observation {}

    /**
     * A publication came.
     *
     * @param identity which one, {@link PayloadCodec#UNREADABLE} or {@link PayloadCodec#STRANGE}; of a tick: its second since 1970
     * @param digest of the whole payload
     */
    record Delivered(String epoch, long offset, long identity, int digest) implements Observation {}

    /** The server told that what follows the position is no longer kept, and goes on with the oldest. */
    record Gap(String epoch, long oldest, String reason) implements Observation {}

    /** The connection ended; the next one resumes after the last position. */
    record Cut() implements Observation {}
}
