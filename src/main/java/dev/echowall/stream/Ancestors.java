package dev.echowall.stream;

import dev.echowall.channel.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * The former epochs of a stream, each up to the last offset whose publication is the same in both. A position of one of
 * them, up to there, is as good as one of the present epoch: whoever comes back with it has missed nothing but what
 * follows. A later one may have been given to another publication since, so its reader is told of a gap.
 *
 * @param positions the latest epoch first
 */
public record Ancestors(List<Position> positions) {
    public static final Ancestors NONE = new Ancestors(List.of());

    /** As many are kept. A client that was away for longer than so many losses of all instances is told of a gap. */
    private static final int MAX = 8;

    public Ancestors {
        positions = List.copyOf(positions);
    }

    /** Whether the publications up to this position are those of the present epoch. */
    public boolean include(Position position) {
        for (Position each : positions) {
            if (each.epoch().equals(position.epoch())) {
                return position.offset() <= each.offset();
            }
        }
        return false;
    }

    /**
     * The ancestors of an epoch that begins with everything that is here. Of those known already it has what they are
     * said to have here; of this one, what its readers can have been told.
     */
    Ancestors followedBy(String epoch, long upTo) {
        List<Position> all = new ArrayList<>();
        all.add(new Position(epoch, upTo));
        for (Position each : positions) {
            if (all.size() < MAX) {
                all.add(each);
            }
        }
        return new Ancestors(all);
    }
}
