package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Observation.Delivered;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The content of one channel, as it was first delivered to any subscriber. It is kept during a run so that other
 * subscribers only need to record that they received the same. Uses 12 bytes for each position. Confined to the event
 * loop until the run is over.
 */
final class ReferenceStream {
    private final Map<String, Epoch> epochs = new LinkedHashMap<>();

    /** Whether this is the content of the position; true as well if the position was not delivered before. */
    boolean agrees(Delivered delivered) {
        return epochs.computeIfAbsent(delivered.epoch(), epoch -> new Epoch())
                .agrees(delivered.offset(), delivered.identity(), delivered.digest());
    }

    /** The content of the position; null if it has not been delivered. */
    @Nullable
    Delivered at(Position position) {
        Epoch epoch = epochs.get(position.epoch());
        return epoch == null ? null : epoch.at(position.epoch(), position.offset());
    }

    /** Iterates over everything that was delivered, each epoch in the order of its offsets. */
    void forEach(BiConsumer<Position, Delivered> each) {
        epochs.forEach((name, epoch) -> epoch.pages.forEach((number, page) -> {
            for (int i = 0; i < Page.SIZE; i++) {
                if (page.identities[i] != Page.NOTHING) {
                    long offset = number * Page.SIZE + i;
                    each.accept(
                            new Position(name, offset),
                            new Delivered(name, offset, page.identities[i], page.digests[i]));
                }
            }
        }));
    }

    /** The highest position delivered in this epoch; if the epoch is empty, in the first one. */
    Position top(String epoch) {
        String first = epoch.isEmpty() && !epochs.isEmpty()
                ? epochs.keySet().iterator().next()
                : epoch;
        Epoch there = epochs.get(first);
        return new Position(first, there == null ? 0 : there.top);
    }

    private static final class Epoch {
        /* In pages, because a stream may begin anywhere, and a faulty server may send any offset. */
        private final Map<Long, Page> pages = new TreeMap<>();
        private long top;

        boolean agrees(long offset, long identity, int digest) {
            Page page = pages.computeIfAbsent(offset / Page.SIZE, number -> new Page());
            int i = (int) (offset % Page.SIZE);
            if (page.identities[i] == Page.NOTHING) {
                page.identities[i] = identity;
                page.digests[i] = digest;
                top = Math.max(top, offset);
            }
            return page.identities[i] == identity && page.digests[i] == digest;
        }

        @Nullable
        Delivered at(String name, long offset) {
            Page page = pages.get(offset / Page.SIZE);
            int i = (int) (offset % Page.SIZE);
            return page == null || page.identities[i] == Page.NOTHING
                    ? null
                    : new Delivered(name, offset, page.identities[i], page.digests[i]);
        }
    }

    private static final class Page {
        static final int SIZE = 256;
        /* Not an identity of a publication, because their numbers begin at 1. */
        static final long NOTHING = 0;

        final long[] identities = new long[SIZE];
        final int[] digests = new int[SIZE];
    }
}
