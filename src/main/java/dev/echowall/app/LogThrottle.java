package dev.echowall.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Limits the lines per second of each kind, and counts those left out. Thread-safe. */
final class LogThrottle<K> {
    /** The most kinds; all others count as one kind, so that inventing new ones cannot fill the memory. */
    static final int KINDS = 500;

    /** A line that represents those that were left out. */
    record LeftOut<K>(K example, int count) {}

    private static final class Kind<K> {
        private final K example;
        private int said;
        private int leftOut;

        Kind(K example) {
            this.example = example;
        }
    }

    private static final String OTHERS = "";

    private final Map<String, Kind<K>> kinds = new HashMap<>();

    /**
     * Whether one more line may be written in this second.
     *
     * @param example represents its kind if it is the first of it
     */
    synchronized boolean admits(String kind, K example, int perSecond) {
        String counted = kinds.size() < KINDS || kinds.containsKey(kind) ? kind : OTHERS;
        Kind<K> lines = kinds.computeIfAbsent(counted, first -> new Kind<>(example));
        if (lines.said < perSecond) {
            lines.said++;
            return true;
        }
        lines.leftOut++;
        return false;
    }

    /** Starts the next second and returns what was left out in the previous one. */
    synchronized List<LeftOut<K>> next() {
        List<LeftOut<K>> all = new ArrayList<>();
        for (Iterator<Kind<K>> each = kinds.values().iterator(); each.hasNext(); ) {
            Kind<K> kind = each.next();
            if (kind.leftOut > 0) {
                all.add(new LeftOut<>(kind.example, kind.leftOut));
            }
            each.remove();
        }
        return all;
    }
}
