package dev.echowall.broker.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A replica's copies of streams by channel, and the memory that they use. Tells the log what becomes of them. Requires
 * the replica's lock.
 */
final class StreamCopies {
    private final Map<String, StreamCopy> copies = new HashMap<>();
    /** Channels whose copies are from a journal that may lack the latest. */
    private final Set<String> restored = new HashSet<>();

    private final HistoryBudget budget;
    private final ReplicaLog log;
    private long weight;

    StreamCopies(HistoryBudget budget, ReplicaLog log) {
        this.budget = budget;
        this.log = log;
    }

    ReplicaLog log() {
        return log;
    }

    @Nullable
    StreamCopy get(String channel) {
        return copies.get(channel);
    }

    Collection<StreamCopy> values() {
        return copies.values();
    }

    int size() {
        return copies.size();
    }

    void forEach(BiConsumer<String, StreamCopy> consumer) {
        copies.forEach(consumer);
    }

    /** Adds copies that may not be the latest. The log has them. */
    void restore(Collection<StreamCopy> found) {
        for (StreamCopy each : found) {
            copies.put(channel(each), each);
            restored.add(channel(each));
        }
        weigh();
    }

    boolean areRestored() {
        return !restored.isEmpty();
    }

    /** A leader knows that this one is the same as its own. */
    void adopt(String channel) {
        restored.remove(channel);
    }

    /** The restored ones are as good as others from now on. */
    void adoptRestored() {
        restored.clear();
    }

    /** All but these are as good as others. */
    void adoptAllBut(Collection<String> channels) {
        restored.retainAll(channels);
    }

    List<String> restored() {
        return List.copyOf(restored);
    }

    void dropRestored() {
        List.copyOf(restored).forEach(this::remove);
        weigh();
    }

    /** A copy of a stream that is about to begin, for its first batch, of which the log is told. */
    void begin(StreamCopy copy) {
        copies.put(channel(copy), copy);
        restored.remove(channel(copy));
    }

    void put(StreamCopy copy) {
        begin(copy);
        log.stored(copy);
    }

    /** The same for those that are newer than the present ones. */
    void putIfNewer(Collection<StreamCopy> given) {
        for (StreamCopy each : given) {
            StreamCopy here = copies.get(channel(each));
            if (here == null || each.held().compareTo(here.held()) > 0) {
                put(each);
            }
        }
        weigh();
    }

    /** Whether there was one. */
    boolean remove(String channel) {
        restored.remove(channel);
        boolean here = copies.remove(channel) != null;
        if (here) {
            log.ended(channel);
        }
        return here;
    }

    void clear() {
        List.copyOf(copies.keySet()).forEach(this::remove);
        weigh();
    }

    /** Removes all but the restored ones. */
    void clearOthers() {
        for (String channel : List.copyOf(copies.keySet())) {
            if (!restored.contains(channel)) {
                remove(channel);
            }
        }
        weigh();
    }

    void replaceAll(UnaryOperator<StreamCopy> next) {
        copies.replaceAll((channel, copy) -> next.apply(copy));
        copies.values().forEach(log::stored);
    }

    /** The memory of that channel's copy, in bytes. */
    long weight(String channel) {
        StreamCopy copy = copies.get(channel);
        return copy == null ? 0 : copy.stream().weight();
    }

    /** Adds to the memory of all copies. */
    void weighs(long more) {
        weight += more;
        budget.add(more);
    }

    /** Counts the memory of all copies. */
    void weigh() {
        weighs(copies.values().stream()
                        .mapToLong(copy -> copy.stream().weight())
                        .sum()
                - weight);
    }

    private static String channel(StreamCopy copy) {
        return copy.stream().channel().value();
    }
}
