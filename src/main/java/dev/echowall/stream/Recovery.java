package dev.echowall.stream;

import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import java.util.List;

/** A stream's answer to the question what comes after a position. */
public sealed interface Recovery {
    /** The current epoch of the stream. */
    String epoch();

    /** The last offset assigned so far. */
    long top();

    /**
     * The answer for a channel that has no stream: it is at the beginning of the epoch in which its stream would start,
     * so that it has a position although nothing is stored.
     */
    static Recovery ofNothing(String epoch, Position after) {
        boolean here =
                after.offset() == 0 && (after.epoch().isEmpty() || after.epoch().equals(epoch));
        return here ? new Recovered(epoch, 0, List.of()) : new Unrecoverable(epoch, 0, Reason.EPOCH, 1);
    }

    /**
     * Delivery can continue without a gap.
     *
     * @param publications the next ones, in order, as many as were requested; empty only if the position is the top
     */
    record Recovered(String epoch, long top, List<Publication> publications) implements Recovery {}

    /**
     * What followed the position is gone, or never existed.
     *
     * @param oldest the first offset still kept; top + 1 if none is
     */
    record Unrecoverable(String epoch, long top, Reason reason, long oldest) implements Recovery {}

    /** Why delivery cannot continue. */
    enum Reason {
        /** The next publication is no longer kept. */
        TRIMMED("trimmed"),
        /** The position belongs to another epoch, or is beyond the top of this one. */
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
