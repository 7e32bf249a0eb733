package dev.echowall.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For each stream and each shard: the segment in which what is needed of it begins, the number of its last record, and
 * about how large it is. Keys are channels and numbers of shards. For one thread.
 */
final class LiveRecords {
    private static final class Live {
        final String epoch;
        final long segment;
        int number;
        long size;

        Live(String epoch, long segment, long size, int number) {
            this.epoch = epoch;
            this.segment = segment;
            this.size = size;
            this.number = number;
        }
    }

    private final Map<Object, Live> live = new HashMap<>();
    private final Map<Long, Set<Object>> bySegment = new HashMap<>();
    private long bytes;

    /** A record that depends on none before. */
    void begin(Object key, String epoch, long segment, long size) {
        restore(key, epoch, segment, size, 0);
    }

    void restore(Object key, String epoch, long segment, long size, int number) {
        end(key);
        live.put(key, new Live(epoch, segment, size, number));
        bySegment.computeIfAbsent(segment, s -> new HashSet<>()).add(key);
        bytes += size;
    }

    /**
     * A record that changes what is there.
     *
     * @param size what a snapshot has after it; negative if that is still the same
     * @return its number; 0 if nothing of that epoch is there
     */
    int change(Object key, String epoch, long size) {
        Live known = live.get(key);
        if (known == null || !known.epoch.equals(epoch) || known.number == Integer.MAX_VALUE) {
            return 0;
        }
        if (size >= 0) {
            bytes += size - known.size;
            known.size = size;
        }
        return ++known.number;
    }

    void end(Object key) {
        Live known = live.remove(key);
        if (known != null) {
            bytes -= known.size;
            Set<Object> others = bySegment.get(known.segment);
            if (others != null && others.remove(key) && others.isEmpty()) {
                bySegment.remove(known.segment);
            }
        }
    }

    /** Whether there is something of that key and epoch. */
    boolean has(Object key, String epoch) {
        Live known = live.get(key);
        return known != null && known.epoch.equals(epoch);
    }

    /** In which segment it begins; 0 if nothing is there. */
    long segment(Object key) {
        Live known = live.get(key);
        return known == null ? 0 : known.segment;
    }

    /** Whether anything begins in that segment. */
    boolean needs(long segment) {
        return bySegment.containsKey(segment);
    }

    /** What begins in that segment, the smallest first. */
    List<Object> beginningIn(long segment) {
        List<Object> keys = new ArrayList<>(bySegment.getOrDefault(segment, Set.of()));
        keys.sort(Comparator.comparingLong(this::size));
        return keys;
    }

    private long size(Object key) {
        @Nullable Live known = live.get(key);
        return known == null ? 0 : known.size;
    }

    /** About how many bytes snapshots of everything have. */
    long bytes() {
        return bytes;
    }

    int count() {
        return live.size();
    }

    void clear() {
        live.clear();
        bySegment.clear();
        bytes = 0;
    }
}
