package dev.echowall.client;

import dev.echowall.channel.Position;
import dev.echowall.client.Anomaly.Kind;
import dev.echowall.client.Seen.Delivered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a recording. Nothing is asked of any server here: the same recording gives the same verdict, so that each kind of
 * anomaly can be planted and must be found.
 */
final class Checker {
    static final Comparator<Position> ORDER =
            Comparator.comparing(Position::epoch).thenComparingLong(Position::offset);

    private final Ledger ledger;
    private final List<Anomaly> found = new ArrayList<>();
    private final Map<String, Canon> canons = new LinkedHashMap<>();
    private final Map<String, TrailCheck> readings = new HashMap<>();
    private long unverified;

    private Checker(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * The verdict on a recording.
     *
     * @param unverified acknowledged publications that nobody saw, and that were trimmed before they could be read back
     */
    record Verdict(List<Anomaly> anomalies, long unverified) {}

    static Verdict check(Ledger ledger) {
        return new Checker(ledger).verdict();
    }

    private Verdict verdict() {
        // The stream itself first: it is believed when others differ.
        for (Trail trail : ledger.readings()) {
            canon(trail).add(trail);
            readings.putIfAbsent(trail.channel(), new TrailCheck(trail, new ArrayList<>()).run());
            new TrailCheck(trail, found).run();
        }
        ledger.subscribers().forEach(trail -> canon(trail).add(trail));
        ledger.subscribers().forEach(trail -> complete(trail, new TrailCheck(trail, found).run()));
        canons.forEach(this::stream);
        ledger.sent().forEach(this::kept);
        Canon time = new Canon(found);
        for (Trail trail : ledger.clocks()) {
            time.add(trail);
            new TrailCheck(trail, found).run();
            new TickCheck(trail, found).run();
        }
        return new Verdict(List.copyOf(found), unverified);
    }

    private Canon canon(Trail trail) {
        return canons.computeIfAbsent(trail.channel(), channel -> new Canon(found));
    }

    /** That a subscriber has come as far as the stream has. */
    private void complete(Trail trail, TrailCheck check) {
        Position end = check.end();
        if (end == null) {
            return;
        }
        Position top = canon(trail).top(end.epoch());
        if (end.offset() < top.offset()) {
            found.add(new Anomaly(
                    Kind.LOST,
                    top.offset() - end.offset(),
                    trail + " was never given " + top.epoch() + ":" + (end.offset() + 1) + " to " + top.offset()));
        }
    }

    /** That a stream has nothing that was not sent, nothing twice, and nothing before what it had to follow. */
    private void stream(String channel, Canon canon) {
        Map<Long, Position> places = new HashMap<>();
        canon.entries().forEach((position, delivered) -> {
            Sent sent = ledger.find(delivered.identity());
            if (sent == null || !sent.channel().equals(channel)) {
                phantom(channel, position, canon, "it was never sent");
                return;
            }
            if (sent.outcome() == Sent.Outcome.REFUSED) {
                phantom(channel, position, canon, Mark.name(sent.identity()) + " was refused");
            }
            Position before = places.putIfAbsent(delivered.identity(), position);
            if (before != null) {
                found.add(new Anomaly(
                        Kind.TWICE,
                        1,
                        Mark.name(sent.identity()) + " stands in " + channel + " at " + before + " and at "
                                + position));
            }
            follows(sent, position);
        });
    }

    private void follows(Sent sent, Position position) {
        Position floor = sent.floor();
        if (floor != null && floor.epoch().equals(position.epoch()) && position.offset() <= floor.offset()) {
            found.add(new Anomaly(
                    Kind.REORDERED,
                    1,
                    Mark.name(sent.identity()) + " stands in " + sent.channel() + " at " + position + ", but " + floor
                            + " was acknowledged before it was sent"));
        }
    }

    private void phantom(String channel, Position position, Canon canon, String why) {
        found.add(new Anomaly(
                Kind.PHANTOM,
                1,
                canon.witness(position) + " was given " + position + " of " + channel + ", but " + why));
    }

    /** That what was acknowledged is where it was said to be. */
    private void kept(Sent sent) {
        Position position = sent.position();
        if (position == null) {
            return;
        }
        Canon canon = canons.get(sent.channel());
        Delivered there = canon == null ? null : canon.at(position);
        if (there != null && there.identity() == sent.identity()) {
            return;
        }
        String said = Mark.name(sent.identity()) + " was acknowledged in " + sent.channel() + " at " + position;
        if (there != null) {
            found.add(new Anomaly(Kind.DIVERGED, 1, said + ", where another one stands"));
        } else if (excused(sent.channel(), position)) {
            unverified++;
        } else {
            found.add(new Anomaly(Kind.LOST, 1, said + " and is not there"));
        }
    }

    private boolean excused(String channel, Position position) {
        @Nullable TrailCheck reading = readings.get(channel);
        return reading != null && reading.excused(position);
    }
}
