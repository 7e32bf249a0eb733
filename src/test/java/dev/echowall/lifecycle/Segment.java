package dev.echowall.lifecycle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one follower has told from one place to another, without a gap. */
final class Segment {
    final EventId start;
    final Set<String> occupied;
    final List<Told> told = new ArrayList<>();
    EventId end;

    Segment(EventId start, Set<String> occupied) {
        this.start = start;
        this.end = start;
        this.occupied = Set.copyOf(occupied);
    }

    Set<String> occupiedAtEnd() {
        Set<String> now = new HashSet<>(occupied);
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
