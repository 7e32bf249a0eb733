package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import org.jspecify.annotations.Nullable;

/** One publication, from its first attempt to its outcome. */
final class SentPublication {
    /** What is known of its outcome. */
    enum Outcome {
        /** No answer, or only inconclusive ones; it may be in the stream or not. */
        UNKNOWN,
        ACKNOWLEDGED,
        /** Every attempt was refused with a named error: it must never be delivered. */
        REFUSED
    }

    private final long identity;
    private final String channel;
    private final @Nullable Position floor;
    private final long nanos;
    private Outcome outcome = Outcome.UNKNOWN;
    private @Nullable Position position;

    /**
     * @param floor the highest position acknowledged in its channel when it was first sent; it must come later
     * @param nanos when it was first sent, on {@link System#nanoTime}
     */
    SentPublication(long identity, String channel, @Nullable Position floor, long nanos) {
        this.identity = identity;
        this.channel = channel;
        this.floor = floor;
        this.nanos = nanos;
    }

    void acknowledged(Position at) {
        outcome = Outcome.ACKNOWLEDGED;
        position = at;
    }

    void refused() {
        outcome = Outcome.REFUSED;
    }

    long identity() {
        return identity;
    }

    String channel() {
        return channel;
    }

    @Nullable
    Position floor() {
        return floor;
    }

    long nanos() {
        return nanos;
    }

    Outcome outcome() {
        return outcome;
    }

    /** The position at which it was acknowledged. */
    @Nullable
    Position position() {
        return position;
    }
}
