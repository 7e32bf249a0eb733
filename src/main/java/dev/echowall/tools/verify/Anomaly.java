package dev.echowall.tools.verify;

import java.util.Locale;

/**
 * Something that must not happen, found in a recording.
 *
 * @param count how many publications it concerns
 * @param sentence which ones, where, and how it is known
 */
record Anomaly(Kind kind, long count, String sentence) {
    /** What can go wrong with a stream and its subscribers, each told apart from the others. */
    enum Kind {
        /** Acknowledged, and gone from the stream; or in the stream, and never delivered to a subscriber. */
        LOST,
        /** One publication, or one key, at two offsets; or one offset delivered again to the same subscriber. */
        TWICE,
        /** Delivered after a later one, or placed before one that was acknowledged before it was sent. */
        REORDERED,
        /** An offset left out on a connection that lasted. */
        HOLE,
        /** Offsets left out by a resume that told of no gap. */
        SILENT_GAP,
        /** Two payloads at one offset, whoever saw or was acknowledged the one and the other. */
        DIVERGED,
        /** Delivered, though it was never sent, or was refused. */
        PHANTOM,
        /** A subscriber was put before its position, or given what lies before it. */
        BACKWARDS,
        /** The stream began again under another epoch. */
        EPOCH_SWITCHED,
        /** Acknowledged under an epoch that has ended since, as was told, and seen by nobody before that. */
        LOST_WITH_EPOCH,
        /** The checksum in the payload is wrong, or it is no payload of ours. */
        WRONG_PAYLOAD,
        /** A second without its tick. */
        TICK_MISSING,
        /** A second with two ticks, or one before it. */
        TICK_TWICE;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
