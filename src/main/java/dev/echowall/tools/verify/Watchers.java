package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.link.Engine;
import dev.echowall.tools.link.PollTransport;
import dev.echowall.tools.link.SseTransport;
import dev.echowall.tools.link.Transport;
import dev.echowall.tools.link.WebSocketTransport;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Everybody who watches in a run: subscribers, those of the time, and who reads the streams. On the event loop. */
final class Watchers {
    static final String TIME = "time";

    private static final Duration POLL_WAIT = Duration.ofSeconds(20);
    private static final Duration READING_WAIT = Duration.ofMillis(500);
    private static final Position BEGINNING = new Position("", 0);

    private final Engine engine;
    private final Context context;
    private final VerifyPlan plan;
    private final Mark mark;
    private final Ledger ledger;
    private final Tally tally;
    private final List<Watch> subscribers = new ArrayList<>();
    private final List<Watch> clocks = new ArrayList<>();
    private final List<Watch> readings = new ArrayList<>();
    private final List<Watch> lastReadings = new ArrayList<>();
    private final Set<String> unserved = new TreeSet<>();
    // When publishing began and ended, on System.nanoTime; 0 before.
    private long began;
    private long ended;

    Watchers(Engine engine, Context context, VerifyPlan plan, Mark mark, Ledger ledger, Tally tally) {
        this.engine = engine;
        this.context = context;
        this.plan = plan;
        this.mark = mark;
        this.ledger = ledger;
        this.tally = tally;
    }

    void start(List<String> channels) {
        List<Transport> transports =
                plan.transports().stream().map(this::transport).toList();
        for (int i = 0; i < plan.subscribers(); i++) {
            Transport transport = transports.get(i / channels.size() % transports.size());
            String name = "subscriber " + (i + 1) + " (" + transport.label() + ")";
            subscribers.add(watch(transport, i, ledger.subscriber(name, channels.get(i % channels.size()))));
        }
        for (int i = 0; plan.ticks() && i < transports.size(); i++) {
            Transport transport = transports.get(i);
            clocks.add(watch(transport, i, ledger.clock("clock (" + transport.label() + ")", TIME)));
        }
        for (String channel : channels) {
            readings.add(reading("the reading of the stream", channel));
        }
        all().forEach(Watch::start);
        vertx().setPeriodic(
                        1_000,
                        fired -> all().forEach(
                                        each -> each.check(furthest(each.trail().channel()))));
    }

    private Vertx vertx() {
        return engine.vertx();
    }

    private Transport transport(String label) {
        return switch (label) {
            case "ws" -> new WebSocketTransport(context);
            case "sse" -> new SseTransport(engine.http());
            default -> new PollTransport(engine.http(), POLL_WAIT);
        };
    }

    private Watch watch(Transport transport, int server, Trail trail) {
        if (trail.channel().equals(TIME)) {
            return new Watch(
                    vertx(), transport, plan.servers(), server, null, trail, Watchers::second, new Observer(trail));
        }
        return new Watch(
                vertx(),
                transport,
                plan.servers(),
                server,
                null,
                trail,
                text -> mark.read(trail.channel(), text),
                new Observer(trail));
    }

    private Watch reading(String name, String channel) {
        return new Watch(
                vertx(),
                new PollTransport(engine.http(), READING_WAIT),
                plan.servers(),
                readings.size(),
                BEGINNING,
                ledger.reading(name, channel),
                text -> mark.read(channel, text),
                Watch.Witness.NOBODY);
    }

    private static long second(String tick) {
        try {
            return OffsetDateTime.parse(tick).toEpochSecond();
        } catch (DateTimeException e) {
            return Mark.UNREADABLE;
        }
    }

    private Stream<Watch> all() {
        return Stream.of(subscribers, clocks, readings, lastReadings).flatMap(List::stream);
    }

    /** Whether every one was told where it stands, or that its transport is not served. */
    boolean begun() {
        return all().allMatch(each -> each.begun() || each.unserved());
    }

    /** Leaves out those whose transport the server does not know. */
    void release() {
        Stream.concat(subscribers.stream(), clocks.stream())
                .filter(Watch::unserved)
                .forEach(each -> unserved.add(each.transport()));
        subscribers.removeIf(Watch::unserved);
        clocks.removeIf(Watch::unserved);
    }

    /** Transports that the server does not know. */
    Set<String> unserved() {
        return unserved;
    }

    int subscribers() {
        return subscribers.size();
    }

    /** What stands in the way of those that have not begun; empty when nothing is known. */
    String trouble() {
        return all().filter(each -> !each.begun())
                .map(Watch::trouble)
                .filter(why -> !why.isEmpty())
                .findFirst()
                .orElse("");
    }

    void published(long from) {
        began = from;
    }

    void quiet(long since) {
        ended = since;
    }

    /** Whether all who see a channel have the same of it. */
    boolean even() {
        return Stream.concat(subscribers.stream(), readings.stream())
                .allMatch(each -> each.has(furthest(each.trail().channel())));
    }

    /** Reads every stream once more, from the beginning. */
    void readAgain() {
        readings.forEach(each -> lastReadings.add(
                reading("the last reading of the stream", each.trail().channel())));
        lastReadings.forEach(Watch::start);
    }

    boolean readAll() {
        return lastReadings.stream()
                .allMatch(each -> each.has(furthest(each.trail().channel())));
    }

    void hangUp() {
        all().forEach(Watch::stop);
    }

    /** Hangs up, and counts the silence until the end of the publishing. */
    void stop() {
        hangUp();
        subscribers.forEach(each -> silent(each.trail(), each.delivered(), ended));
    }

    /** What everybody should have of a channel: acknowledged, or seen by somebody. */
    private Position furthest(String channel) {
        Stream<Position> seen = Stream.of(subscribers, readings)
                .flatMap(List::stream)
                .filter(each -> each.trail().channel().equals(channel))
                .flatMap(each -> Stream.ofNullable(each.position()));
        return Stream.concat(Stream.ofNullable(ledger.top(channel)), seen)
                .max(Comparator.comparingLong(Position::offset))
                .orElse(BEGINNING);
    }

    private void silent(Trail trail, long last, long now) {
        Duration length = Duration.ofNanos(now - Math.max(began, last));
        tally.silent(new Tally.Moment(length, trail.toString(), Duration.ofNanos(now - began)));
    }

    /** Counts for one subscriber. */
    private final class Observer implements Watch.Witness {
        private final Trail trail;

        Observer(Trail trail) {
            this.trail = trail;
        }

        @Override
        public void delivered(long identity, long before) {
            long now = System.nanoTime();
            Sent sent = trail.channel().equals(TIME) ? null : ledger.find(identity);
            if (sent != null) {
                tally.delivered(now - sent.nanos());
            }
            if (sent != null && ended == 0) {
                silent(trail, before, now);
            }
        }

        @Override
        public void gap(String reason) {
            tally.gap(reason);
        }

        @Override
        public void cut() {
            tally.cut();
        }

        @Override
        public void resumed() {
            tally.resumed();
        }

        @Override
        public void abandoned() {
            tally.abandoned();
        }
    }
}
