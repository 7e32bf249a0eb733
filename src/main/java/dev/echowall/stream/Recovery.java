package dev.echowall.stream;

import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import java.util.List;

/** What a stream answers to "and after this position?". */
public sealed interface Recovery {
    /** The stream's life as it is now. */
    String epoch();

    /** The last offset given out so far. */
    long top();

    /**
     * Of a channel that has no stream, and is at the beginning of the epoch that its stream would have: so it has a position
     * without anything being kept.
     */
    static Recovery ofNothing(String epoch, Position after) {
        boolean here =
                after.offset() == 0 && (after.epoch().isEmpty() || after.epoch().equals(epoch));
        return here ? new Recovered(epoch, 0, List.of()) : new Unrecoverable(epoch, 0, Reason.EPOCH, 1);
    }

    /**
     * It goes on without a gap.
     *
     * @param publications the next ones, in order, as many as were asked for; empty only when the position is the top
     */
    record Recovered(String epoch, long top, List<Publication> publications) implements Recovery {}

    /**
     * What followed the position is gone, or never was.
     *
     * @param oldest the first offset still kept; top + 1 when nothing is
     */
    record Unrecoverable(String epoch, long top, Reason reason, long oldest) implements Recovery {}

    /** Why it does not go on. */
    enum Reason {
        /** The next one is no longer kept. */
        TRIMMED("trimmed"),
        /** The position is of another life of the stream, or beyond this one's top. */
        EPOCH("epoch");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
