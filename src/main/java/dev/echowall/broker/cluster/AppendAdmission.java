package dev.echowall.broker.cluster;

import dev.echowall.broker.BatchHeader;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Weight;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether there is memory for a batch, and how much its stream may keep then. If there is none left, a stream
 * makes room by trimming its own history; a new stream, or one without enough history, is refused.
 */
final class AppendAdmission {
    private final boolean none;
    private final long agreed;
    private final @Nullable StreamCopy copy;

    /**
     * @param backups members whose memory the batch uses as well
     * @param copy the stream, if it exists
     */
    AppendAdmission(HistoryBudget budget, List<String> backups, @Nullable StreamCopy copy) {
        this.none = budget.isFull(backups);
        this.agreed = budget.agreed();
        this.copy = copy;
    }

    boolean has(BatchHeader header, List<Draft> drafts) {
        if (!none || (header.reserved() && ids(drafts) == 0)) {
            return true;
        }
        if (copy == null) {
            return false;
        }
        // A repeated batch needs no memory, only its answer.
        return copy.stream().remembers(header.sender(), header.sequence())
                || kept(header.retention(), drafts) + ids(drafts)
                        <= copy.stream().keptWeight();
    }

    /** The bounds of the stream once it has the batch. A reserved stream keeps all that its namespace allows. */
    Retention retention(BatchHeader header, List<Draft> drafts) {
        if (!none && agreed == Long.MAX_VALUE) {
            return header.retention(); // the usual case: nothing has to be counted
        }
        if (header.reserved() && (!none || ids(drafts) == 0)) {
            return header.retention();
        }
        // What is accepted is stored, whatever must be trimmed for it.
        long least = kept(header.retention(), drafts);
        Retention within = header.retention().within(Math.max(agreed, least));
        long room = none && copy != null ? copy.stream().keptWeight() - ids(drafts) : Long.MAX_VALUE;
        return within.within(Math.max(room, least));
    }

    /* A channel without history uses no memory. */
    private static long kept(Retention retention, List<Draft> drafts) {
        return retention.size() == 0
                ? 0
                : drafts.stream()
                        .mapToLong(draft -> Weight.PUBLICATION + draft.size())
                        .sum();
    }

    private static long ids(List<Draft> drafts) {
        return drafts.stream().filter(draft -> draft.id() != null).count() * Weight.ID;
    }
}
