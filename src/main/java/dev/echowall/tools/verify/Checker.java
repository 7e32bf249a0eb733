package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Delivered;
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
 * Checks a recording. It makes no requests, so the same recording always gives the same verdict, and tests can plant
 * each kind of anomaly and check that it is found.
 */
final class Checker {
    static final Comparator<Position> ORDER =
            Comparator.comparing(Position::epoch).thenComparingLong(Position::offset);

    private final Recording recording;
    private final List<Anomaly> found = new ArrayList<>();
    private final Map<String, SubscriberCheck> readings = new HashMap<>();
    private final Map<String, Set<String>> told = new HashMap<>();
    private final Map<String, ReferenceStream> acknowledged = new LinkedHashMap<>();
    private final Set<Long> twice = new HashSet<>();
    private long unverified;

    private Checker(Recording recording) {
        this.recording = recording;
    }

    /**
     * The verdict on a recording.
     *
     * @param unverified acknowledged publications that nobody received and that were trimmed before they could be read
     *     back
     */
    record Verdict(List<Anomaly> anomalies, long unverified) {}

    static Verdict check(Recording recording) {
        return new Checker(recording).verdict();
    }

    private Verdict verdict() {
        for (SubscriberLog log : recording.readings()) {
            readings.putIfAbsent(log.channel(), follow(log));
        }
        recording.subscribers().forEach(this::follow);
        readings.keySet().forEach(this::stream);
        recording.again().forEach(this::again);
        recording.sent().forEach(this::kept);
        for (SubscriberLog log : recording.clocks()) {
            diverged(log);
            new SubscriberCheck(log, found).run();
            new TickCheck(log, found).run();
        }
        return new Verdict(List.copyOf(found), unverified);
    }

    private SubscriberCheck follow(SubscriberLog log) {
        diverged(log);
        SubscriberCheck check = new SubscriberCheck(log, found).run();
        told.computeIfAbsent(log.channel(), channel -> new HashSet<>()).addAll(check.epochsTold());
        complete(log, check);
        return check;
    }

    private void diverged(SubscriberLog log) {
        for (Delivered other : log.others()) {
            Position position = new Position(other.epoch(), other.offset());
            found.add(new Anomaly(
                    Kind.DIVERGED,
                    1,
                    log + " was given another payload at " + position + " than " + observer(log.channel(), position)));
        }
    }

    /** The subscriber that received the publication at this position. */
    private String observer(String channel, Position position) {
        return Stream.of(recording.readings(), recording.subscribers(), recording.clocks())
                .flatMap(List::stream)
                .filter(each -> each.channel().equals(channel) && each.has(position))
                .findFirst()
                .map(SubscriberLog::subscriber)
                .orElse("nobody");
    }

    /** Checks that the subscriber has come as far as the stream. */
    private void complete(SubscriberLog log, SubscriberCheck check) {
        Position end = check.end();
        if (end == null) {
            return;
        }
        Position top = recording.reference(log.channel()).top(end.epoch());
        if (end.offset() < top.offset()) {
            found.add(new Anomaly(
                    Kind.LOST,
                    top.offset() - end.offset(),
                    log + " was never given " + top.epoch() + ":" + (end.offset() + 1) + " to " + top.offset()));
        }
    }

    /**
     * Checks that the stream has nothing that was not sent, nothing twice, and nothing before what it had to follow.
     */
    private void stream(String channel) {
        ReferenceStream reference = recording.reference(channel);
        Map<Long, Position> places = new HashMap<>();
        reference.forEach((position, delivered) -> {
            SentPublication sent = recording.find(delivered.identity());
            if (sent == null || !sent.channel().equals(channel)) {
                phantom(channel, position, "it was never sent");
                return;
            }
            if (sent.outcome() == SentPublication.Outcome.REFUSED) {
                phantom(channel, position, PayloadCodec.name(sent.identity()) + " was refused");
            }
            if (!position.equals(sent.position())) {
                Position before = places.put(sent.identity(), position);
                Position other = stands(sent, reference) ? sent.position() : before;
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

    private static boolean stands(SentPublication sent, ReferenceStream reference) {
        Delivered there = sent.position() == null ? null : reference.at(sent.position());
        return there != null && there.identity() == sent.identity();
    }

    /**
     * Whether the beginning of one of the two epochs was reported to a subscriber: with the other epoch all keys were
     * forgotten.
     */
    private boolean begunAnew(String channel, Position one, Position other) {
        Set<String> epochs = told.getOrDefault(channel, Set.of());
        return epochs.contains(one.epoch()) || epochs.contains(other.epoch());
    }

    /** Checks that a key is accepted only once, even if only its publisher knows of it. */
    private void again(Recording.Again again) {
        SentPublication sent = again.publication();
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

    private void twice(SentPublication sent, String what) {
        twice.add(sent.identity());
        found.add(new Anomaly(Kind.TWICE, 1, PayloadCodec.name(sent.identity()) + " " + what));
    }

    private void follows(SentPublication sent, Position position) {
        Position floor = sent.floor();
        if (floor != null && floor.epoch().equals(position.epoch()) && position.offset() <= floor.offset()) {
            found.add(new Anomaly(
                    Kind.REORDERED,
                    1,
                    PayloadCodec.name(sent.identity()) + " stands in " + sent.channel() + " at " + position + ", but "
                            + floor + " was acknowledged before it was sent"));
        }
    }

    private void phantom(String channel, Position position, String why) {
        found.add(new Anomaly(
                Kind.PHANTOM,
                1,
                observer(channel, position) + " was given " + position + " of " + channel + ", but " + why));
    }

    /** Checks that acknowledged publications are at their positions, and that nothing else was reported there. */
    private void kept(SentPublication sent) {
        Position position = sent.position();
        if (position == null) {
            return;
        }
        ReferenceStream claims = acknowledged.computeIfAbsent(sent.channel(), channel -> new ReferenceStream());
        boolean first = claims.agrees(new Delivered(position.epoch(), position.offset(), sent.identity(), 0));
        Delivered there = recording.reference(sent.channel()).at(position);
        String said = PayloadCodec.name(sent.identity()) + " was acknowledged in " + sent.channel() + " at " + position;
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
        @Nullable SubscriberCheck reading = readings.get(channel);
        return reading != null && reading.excused(position);
    }

    /** Whether the stream continued in another epoch, and this was reported to a subscriber. */
    private boolean ended(String channel, String epoch) {
        SubscriberCheck reading = readings.get(channel);
        Position end = reading == null ? null : reading.end();
        return end != null
                && !end.epoch().equals(epoch)
                && told.getOrDefault(channel, Set.of()).contains(end.epoch());
    }
}
