package dev.echowall.client;

import dev.echowall.channel.Position;
import dev.echowall.client.Anomaly.Kind;
import dev.echowall.client.Seen.Delivered;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One channel as all who saw it saw it: what stands at each position. The first to have seen it is believed. */
final class Canon {
    private final List<Anomaly> found;
    private final Map<Position, Delivered> entries = new LinkedHashMap<>();
    private final Map<Position, String> witnesses = new HashMap<>();
    private final Map<String, Long> tops = new LinkedHashMap<>();

    Canon(List<Anomaly> found) {
        this.found = found;
    }

    void add(Trail trail) {
        for (Seen each : trail.seen()) {
            if (each instanceof Delivered delivered && delivered.identity() != Mark.UNREADABLE) {
                add(trail, delivered);
            }
        }
    }

    private void add(Trail trail, Delivered delivered) {
        Position position = new Position(delivered.epoch(), delivered.offset());
        Delivered known = entries.putIfAbsent(position, delivered);
        if (known == null) {
            witnesses.put(position, trail.subscriber());
            tops.merge(delivered.epoch(), delivered.offset(), Math::max);
        } else if (known.digest() != delivered.digest() || known.identity() != delivered.identity()) {
            found.add(new Anomaly(
                    Kind.DIVERGED,
                    1,
                    trail + " was given another payload at " + position + " than " + witnesses.get(position)));
        }
    }

    @Nullable
    Delivered at(Position position) {
        return entries.get(position);
    }

    Map<Position, Delivered> entries() {
        return entries;
    }

    /** Who saw it first. */
    @Nullable
    String witness(Position position) {
        return witnesses.get(position);
    }

    /** The highest position that anybody saw in this epoch; when the epoch is empty, in the first there was. */
    Position top(String epoch) {
        String first =
                epoch.isEmpty() && !tops.isEmpty() ? tops.keySet().iterator().next() : epoch;
        return new Position(first, tops.getOrDefault(first, 0L));
    }
}
