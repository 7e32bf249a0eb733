package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import org.jspecify.annotations.Nullable;

/** One publication, from its first attempt to what became of it. */
final class SentPublication {
    /** What is known of it. */
    enum Outcome {
        /** No answer, or only such as leave it open; it may be in the stream, or not. */
        UNKNOWN,
        ACKNOWLEDGED,
        /** Every attempt was refused by name: it must never be delivered. */
        REFUSED
    }

    private final long identity;
    private final String channel;
    private final @Nullable Position floor;
    private final long nanos;
    private Outcome outcome = Outcome.UNKNOWN;
    private @Nullable Position position;

    /**
     * @param floor the highest position that was acknowledged in its channel when it was first sent; it must come later
     * @param nanos when that was, on {@link System#nanoTime}
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

    /** Where it was acknowledged. */
    @Nullable
    Position position() {
        return position;
    }
}
