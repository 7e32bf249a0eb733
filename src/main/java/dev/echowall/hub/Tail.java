package dev.echowall.hub;

import dev.echowall.channel.Publication;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The recent publications of one channel and epoch, without holes, as far back as the hub's memory allows. */
final class Tail {
    private final TailSpace space;
    private final TreeMap<Long, Segment> byLastOffset = new TreeMap<>();

    Tail(TailSpace space) {
        this.space = space;
    }

    /** Appends what comes right after the last; what comes later than that begins the tail anew. */
    Segment append(List<Publication> publications) {
        Segment segment = new Segment(this, publications);
        Map.Entry<Long, Segment> newest = byLastOffset.lastEntry();
        if (newest != null && newest.getKey() + 1 != segment.first()) {
            clear();
        }
        byLastOffset.put(segment.last(), segment);
        space.add(segment);
        return segment;
    }

    /** The segment that holds this offset, or null when the tail does not reach it. */
    @Nullable
    Segment at(long offset) {
        Map.Entry<Long, Segment> found = byLastOffset.ceilingEntry(offset);
        return found == null || found.getValue().first() > offset ? null : found.getValue();
    }

    /** The first offset it has; {@link Long#MAX_VALUE} when it has none. */
    long first() {
        Map.Entry<Long, Segment> oldest = byLastOffset.firstEntry();
        return oldest == null ? Long.MAX_VALUE : oldest.getValue().first();
    }

    void clear() {
        byLastOffset.values().forEach(space::remove);
        byLastOffset.clear();
    }

    /** The segment's memory is given away: it was this tail's oldest. */
    void forget(Segment oldest) {
        byLastOffset.remove(oldest.last());
    }

    /** A segment was encoded once more. */
    void grown(long bytes) {
        space.grown(bytes);
    }
}
