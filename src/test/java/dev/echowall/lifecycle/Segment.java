package dev.echowall.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one follower has told from one place to another, without a gap. */
public final class Segment {
    final EventId start;
    /** The channels that have subscribers at its start; null if that is unknown. */
    final @Nullable Set<String> occupied;

    final List<Told> told = new ArrayList<>();
    EventId end;
    private final Instant begun = Instant.now();
    private Instant heard = begun;

    /** One of a reader, who does not know what has been before. */
    public Segment(EventId start) {
        this.start = start;
        this.end = start;
        this.occupied = null;
    }

    Segment(EventId start, Set<String> occupied) {
        this.start = start;
        this.end = start;
        this.occupied = Set.copyOf(occupied);
    }

    /** The next event that is told. */
    public void add(Told event) {
        told.add(event);
        end = event.id();
        heard = Instant.now();
    }

    public List<Told> told() {
        return List.copyOf(told);
    }

    /** The place of the last event, or of the start. */
    public EventId end() {
        return end;
    }

    /** Whether it began before this time and something was told after it. */
    public boolean covers(Instant from, Instant to) {
        return begun.isBefore(from) && to.isBefore(heard);
    }

    Set<String> occupiedAtEnd() {
        Set<String> now = new HashSet<>(occupied == null ? Set.of() : occupied);
        for (Told each : told) {
            if (each.kind().equals("occupied")) {
                now.add(each.channel());
            } else if (each.kind().equals("vacated")) {
                now.remove(each.channel());
            }
        }
        return now;
    }
}
