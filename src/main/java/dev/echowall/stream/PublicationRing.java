package dev.echowall.stream;

import dev.echowall.channel.Publication;
import java.util.ArrayList;
import java.util.List;

/** The publications that a stream still has: a ring buffer of consecutive offsets, ending at the stream's top. */
final class PublicationRing {
    private static final Publication[] NONE = {};

    private Publication[] ring = NONE;
    private int head;
    private int size;
    private long bytes;
    private long top;

    PublicationRing(long top) {
        this.top = top;
    }

    long top() {
        return top;
    }

    /** The memory of the publications, in bytes. */
    long weight() {
        return bytes + (long) size * Weight.PUBLICATION;
    }

    void add(Publication publication) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) % ring.length] = publication;
        size++;
        bytes += publication.size();
        top = publication.offset();
    }

    /** Drops the oldest publications until all bounds are met. */
    void trim(Retention retention, long oldestTime) {
        while (size > 0
                && (size > retention.size()
                        || bytes > retention.bytes()
                        || weight() > retention.weight()
                        || at(0).time() < oldestTime)) {
            dropOldest();
        }
        shrink();
    }

    /** Drops what is before that offset. */
    void trimTo(long oldest) {
        while (size > 0 && at(0).offset() < oldest) {
            dropOldest();
        }
        shrink();
    }

    private void dropOldest() {
        bytes -= at(0).size();
        ring[head] = null;
        head = (head + 1) % ring.length;
        size--;
    }

    /** How much would have to be dropped to use no more memory than {@code most}, in bytes. */
    long excess(long most) {
        long dropped = 0;
        for (int i = 0; i < size && weight() - dropped > most; i++) {
            dropped += at(i).size() + Weight.PUBLICATION;
        }
        return dropped;
    }

    long oldestTime() {
        return size == 0 ? Long.MAX_VALUE : at(0).time();
    }

    /** The first offset that is kept and not older than that time; top + 1 if there is none. */
    long oldest(long oldestTime) {
        int skip = 0;
        while (skip < size && at(skip).time() < oldestTime) {
            skip++;
        }
        return top - size + skip + 1;
    }

    /** The publications after an offset, the first of which must be kept; at least one if there is one. */
    List<Publication> after(long offset, int maxCount, long maxBytes) {
        int index = (int) (offset - (top - size));
        List<Publication> next = new ArrayList<>(Math.min(maxCount, size - index));
        long taken = 0;
        for (; index < size && next.size() < maxCount; index++) {
            Publication publication = at(index);
            taken += publication.size();
            if (taken > maxBytes && !next.isEmpty()) {
                break;
            }
            next.add(publication);
        }
        return next;
    }

    void restore(List<Publication> publications) {
        long restored = top;
        ring = new Publication[publications.size()];
        publications.forEach(this::add);
        top = restored;
    }

    private Publication at(int index) {
        return ring[(head + index) % ring.length];
    }

    private void grow() {
        resize(Math.max(4, ring.length * 2));
    }

    private void shrink() {
        if (size == 0) {
            ring = NONE;
            head = 0;
        } else if (ring.length > 16 && size < ring.length / 4) {
            resize(ring.length / 2);
        }
    }

    private void resize(int length) {
        Publication[] next = new Publication[length];
        for (int i = 0; i < size; i++) {
            next[i] = at(i);
        }
        ring = next;
        head = 0;
    }
}
