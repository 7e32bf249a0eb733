package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Seen.Delivered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    private final Map<String, TrailCheck> readings = new HashMap<>();
    private final Map<String, Set<String>> told = new HashMap<>();
    private final Map<String, Canon> acknowledged = new LinkedHashMap<>();
    private final Set<Long> twice = new HashSet<>();
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
        for (Trail trail : ledger.readings()) {
            readings.putIfAbsent(trail.channel(), follow(trail));
        }
        ledger.subscribers().forEach(this::follow);
        readings.keySet().forEach(this::stream);
        ledger.again().forEach(this::again);
        ledger.sent().forEach(this::kept);
        for (Trail trail : ledger.clocks()) {
            diverged(trail);
            new TrailCheck(trail, found).run();
            new TickCheck(trail, found).run();
        }
        return new Verdict(List.copyOf(found), unverified);
    }

    private TrailCheck follow(Trail trail) {
        diverged(trail);
        TrailCheck check = new TrailCheck(trail, found).run();
        told.computeIfAbsent(trail.channel(), channel -> new HashSet<>()).addAll(check.epochsTold());
        complete(trail, check);
        return check;
    }

    private void diverged(Trail trail) {
        for (Delivered other : trail.others()) {
            Position position = new Position(other.epoch(), other.offset());
            found.add(new Anomaly(
                    Kind.DIVERGED,
                    1,
                    trail + " was given another payload at " + position + " than "
                            + witness(trail.channel(), position)));
        }
    }

    /** Who was given what stands there. */
    private String witness(String channel, Position position) {
        return Stream.of(ledger.readings(), ledger.subscribers(), ledger.clocks())
                .flatMap(List::stream)
                .filter(each -> each.channel().equals(channel) && each.has(position))
                .findFirst()
                .map(Trail::subscriber)
                .orElse("nobody");
    }

    /** That it has come as far as the stream has. */
    private void complete(Trail trail, TrailCheck check) {
        Position end = check.end();
        if (end == null) {
            return;
        }
        Position top = ledger.canon(trail.channel()).top(end.epoch());
        if (end.offset() < top.offset()) {
            found.add(new Anomaly(
                    Kind.LOST,
                    top.offset() - end.offset(),
                    trail + " was never given " + top.epoch() + ":" + (end.offset() + 1) + " to " + top.offset()));
        }
    }

    /** That a stream has nothing that was not sent, nothing twice, and nothing before what it had to follow. */
    private void stream(String channel) {
        Canon canon = ledger.canon(channel);
        Map<Long, Position> places = new HashMap<>();
        canon.forEach((position, delivered) -> {
            Sent sent = ledger.find(delivered.identity());
            if (sent == null || !sent.channel().equals(channel)) {
                phantom(channel, position, "it was never sent");
                return;
            }
            if (sent.outcome() == Sent.Outcome.REFUSED) {
                phantom(channel, position, Mark.name(sent.identity()) + " was refused");
            }
            if (!position.equals(sent.position())) {
                Position before = places.put(sent.identity(), position);
                Position other = stands(sent, canon) ? sent.position() : before;
                if (other != null && other.epoch().equals(position.epoch())) {
                    twice(sent, "stands in " + channel + " at " + other + " and at " + position);
                } else if (other != null && !begunAnew(channel, other, position)) {
                    twice(
                            sent,
                            "stands in " + channel + " at " + other + " and at " + position
                                    + ", and nobody was told of another epoch");
                }
            }
            follows(sent, position);
        });
    }

    private static boolean stands(Sent sent, Canon canon) {
        Delivered there = sent.position() == null ? null : canon.at(sent.position());
        return there != null && there.identity() == sent.identity();
    }

    /** Whether somebody was told that one of the two epochs had begun: with the other, all keys were forgotten. */
    private boolean begunAnew(String channel, Position one, Position other) {
        Set<String> epochs = told.getOrDefault(channel, Set.of());
        return epochs.contains(one.epoch()) || epochs.contains(other.epoch());
    }

    /** That a key is accepted once, also when only its publisher has heard of it. */
    private void again(Ledger.Again again) {
        Sent sent = again.publication();
        Position first = sent.position();
        if (first == null
                || twice.contains(sent.identity())
                || (!first.epoch().equals(again.at().epoch()) && begunAnew(sent.channel(), first, again.at()))) {
            return;
        }
        twice(
                sent,
                "was accepted twice with one key: in " + sent.channel() + " at " + first + ", and sent again at "
                        + again.at());
    }

    private void twice(Sent sent, String what) {
        twice.add(sent.identity());
        found.add(new Anomaly(Kind.TWICE, 1, Mark.name(sent.identity()) + " " + what));
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

    private void phantom(String channel, Position position, String why) {
        found.add(new Anomaly(
                Kind.PHANTOM,
                1,
                witness(channel, position) + " was given " + position + " of " + channel + ", but " + why));
    }

    /** That what was acknowledged is where it was said to be, and nothing else was said to be there. */
    private void kept(Sent sent) {
        Position position = sent.position();
        if (position == null) {
            return;
        }
        Canon claims = acknowledged.computeIfAbsent(sent.channel(), channel -> new Canon());
        boolean first = claims.agrees(new Delivered(position.epoch(), position.offset(), sent.identity(), 0));
        Delivered there = ledger.canon(sent.channel()).at(position);
        String said = Mark.name(sent.identity()) + " was acknowledged in " + sent.channel() + " at " + position;
        if (there != null && there.identity() != sent.identity()) {
            found.add(new Anomaly(Kind.DIVERGED, 1, said + ", where another one stands"));
        } else if (!first) {
            found.add(new Anomaly(Kind.DIVERGED, 1, said + ", where another one had been acknowledged"));
        } else if (there != null) {
            return;
        } else if (excused(sent.channel(), position)) {
            unverified++;
        } else if (ended(sent.channel(), position.epoch())) {
            found.add(new Anomaly(Kind.LOST_WITH_EPOCH, 1, said + " and is not there; the epoch has ended, told"));
        } else {
            found.add(new Anomaly(Kind.LOST, 1, said + " and is not there"));
        }
    }

    private boolean excused(String channel, Position position) {
        @Nullable TrailCheck reading = readings.get(channel);
        return reading != null && reading.excused(position);
    }

    /** Whether the stream went on under another epoch, and somebody was told. */
    private boolean ended(String channel, String epoch) {
        TrailCheck reading = readings.get(channel);
        Position end = reading == null ? null : reading.end();
        return end != null
                && !end.epoch().equals(epoch)
                && told.getOrDefault(channel, Set.of()).contains(end.epoch());
    }
}
