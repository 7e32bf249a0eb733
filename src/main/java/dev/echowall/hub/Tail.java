package dev.echowall.hub;

import dev.echowall.channel.Publication;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recent publications of one channel and epoch, without holes, as far back as the hub's memory allows. */
final class Tail {
    private static final int FEW = 4;

    private final TailBudget budget;
    /** A ring buffer, oldest first, starting at {@code head}; its length is a power of two. */
    private @Nullable Segment[] ring = new Segment[FEW];

    private int head;
    private int size;
    /** The {@link Publication#size() sizes} of all publications ever appended. */
    private long appended;

    Tail(TailBudget budget) {
        this.budget = budget;
    }

    /** Appends the next publications; if they do not follow the last one, the tail starts over. */
    Segment append(List<Publication> publications) {
        Segment segment = new Segment(this, publications, appended);
        for (Publication each : publications) {
            appended += each.size();
        }
        if (size > 0 && get(size - 1).last() + 1 != segment.first()) {
            clear();
        }
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = segment;
        size++;
        budget.add(segment);
        return segment;
    }

    /** The segment that includes this offset, or null if the tail does not have it. */
    @Nullable
    Segment at(long offset) {
        if (size == 0 || offset < get(0).first() || offset > get(size - 1).last()) {
            return null;
        }
        // The newest is the most likely; a cursor that is behind may be anywhere.
        int low = 0;
        int high = size - 1;
        int probe = high;
        while (low < high) {
            if (get(probe).first() <= offset) {
                low = probe;
            } else {
                high = probe - 1;
            }
            probe = (low + high + 1) >>> 1;
        }
        return get(low);
    }

    /** The publication with this offset, or null if the tail does not have it. */
    @Nullable
    Publication publication(long offset) {
        Segment segment = at(offset);
        return segment == null ? null : segment.after(offset - 1).get(0);
    }

    /** The {@link Publication#size() sizes} of the publications from this offset on, which the tail has. */
    long sizeFrom(long offset) {
        Segment segment = at(offset);
        if (segment == null) {
            throw new IllegalArgumentException("offset " + offset + " is not in the tail");
        }
        return appended - segment.sizeBefore(offset);
    }

    /** The first offset it has; {@link Long#MAX_VALUE} if it is empty. */
    long first() {
        return size == 0 ? Long.MAX_VALUE : get(0).first();
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            budget.remove(get(i));
        }
        ring = new Segment[FEW];
        head = 0;
        size = 0;
    }

    /** Drops its oldest segment, whose memory has been reclaimed. */
    void forgetOldest() {
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
    }

    /** A segment was encoded in another format. */
    void grown(long bytes) {
        budget.grown(bytes);
    }

    @SuppressWarnings("NullAway") // elements within size are not null
    private Segment get(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }

    private void grow() {
        @Nullable Segment[] larger = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
        System.arraycopy(ring, 0, larger, ring.length - head, head);
        ring = larger;
        head = 0;
    }
}
