package dev.echowall.tools.verify;

import java.util.Locale;

/**
 * Something that must not happen, found in a recording.
 *
 * @param count how many publications are affected
 * @param sentence which ones, where, and how it is known
 */
record Anomaly(Kind kind, long count, String sentence) {
    /** The kinds of anomalies, distinguished from each other. */
    enum Kind {
        /** Acknowledged but not in the stream; or in the stream but never delivered to a subscriber. */
        LOST,
        /** One publication, or one key, at two offsets; or one offset delivered again to the same subscriber. */
        TWICE,
        /** Delivered after a later one, or stored before one that was acknowledged before it was sent. */
        REORDERED,
        /** An offset skipped on an uninterrupted connection. */
        HOLE,
        /** Offsets skipped on resuming, without a gap being reported. */
        SILENT_GAP,
        /** Two payloads at one offset, whether delivered or acknowledged, to anyone. */
        DIVERGED,
        /** Delivered although it was never sent, or was refused. */
        PHANTOM,
        /** A subscriber was put before its position, or received publications from before it. */
        BACKWARDS,
        /** The stream started over with another epoch. */
        EPOCH_SWITCHED,
        /** Acknowledged in an epoch whose end has been reported since, and not delivered to anyone before that. */
        LOST_WITH_EPOCH,
        /** The checksum in the payload is wrong, or it is not one of our payloads. */
        WRONG_PAYLOAD,
        /** A second without its tick. */
        TICK_MISSING,
        /** A second with two ticks, or a tick out of order. */
        TICK_TWICE,
        /** Somebody is listed in a channel who has gone. */
        GHOST,
        /** Somebody is not listed who is there. */
        NOT_LISTED,
        /** A subscriber was told that somebody left who is there. */
        FLAP,
        /** A subscriber was told twice that somebody came. */
        JOINED_TWICE,
        /** A subscriber was told twice that somebody left, or before it was told that he came. */
        LEFT_TWICE,
        /** A subscriber was never told that somebody left. */
        LEAVE_NOT_TOLD;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
