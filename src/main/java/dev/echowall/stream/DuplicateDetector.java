package dev.echowall.stream;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stream remembers to recognize repetitions: ids that clients chose, and the last batch of each sender. Both are
 * in the order of their time, so that forgetting only looks at the oldest; independent of the history.
 */
public final class DuplicateDetector {
    /** An id, the offset that it got, and when. */
    public record RememberedId(Fingerprint id, long offset, long time) {}

    /** The last batch of one sender and its outcome. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; an array per batch is the compact form
    public record LastBatch(String sender, long sequence, long[] outcomes, long time) {}

    private @Nullable Map<Fingerprint, RememberedId> ids;
    private final Map<String, LastBatch> sent = new LinkedHashMap<>(4);

    /** The offset of a remembered id, or 0. */
    long offset(String id) {
        RememberedId known = ids == null ? null : ids.get(Fingerprint.of(id));
        return known == null ? 0 : known.offset();
    }

    /** The sender's last batch, if it is remembered. */
    @Nullable
    LastBatch last(String sender) {
        return sent.get(sender);
    }

    void remember(String id, long offset, long time) {
        remember(new RememberedId(Fingerprint.of(id), offset, time));
    }

    private void remember(RememberedId id) {
        if (ids == null) {
            ids = new LinkedHashMap<>();
        }
        ids.put(id.id(), id);
    }

    /** The memory of all of it, in bytes. */
    long weight() {
        return ids().size() * Weight.ID + sent.size() * Weight.SENT;
    }

    void remember(String sender, long sequence, long[] outcomes, long time) {
        LastBatch last = sent.get(sender);
        if (last != null && last.sequence() > sequence) {
            return;
        }
        sent.remove(sender);
        sent.put(sender, new LastBatch(sender, sequence, outcomes, time));
    }

    long oldestTime() {
        long oldest = Long.MAX_VALUE;
        if (ids != null && !ids.isEmpty()) {
            oldest = ids.values().iterator().next().time();
        }
        return sent.isEmpty()
                ? oldest
                : Math.min(oldest, sent.values().iterator().next().time());
    }

    /** Forgets what is older than that time. */
    void forget(long oldestTime) {
        if (ids != null) {
            for (Iterator<RememberedId> each = ids.values().iterator();
                    each.hasNext() && each.next().time() < oldestTime; ) {
                each.remove();
            }
        }
        for (Iterator<LastBatch> each = sent.values().iterator();
                each.hasNext() && each.next().time() < oldestTime; ) {
            each.remove();
        }
    }

    Collection<RememberedId> ids() {
        return ids == null ? List.of() : ids.values();
    }

    Collection<LastBatch> sent() {
        return sent.values();
    }

    void restore(Collection<RememberedId> otherIds, Collection<LastBatch> otherSent) {
        otherIds.forEach(this::remember);
        otherSent.forEach(last -> sent.put(last.sender(), last));
    }
}
