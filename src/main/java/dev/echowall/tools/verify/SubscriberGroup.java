package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.link.CentrifugalTransport;
import dev.echowall.tools.link.ClientRuntime;
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
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * All subscribers of a run: of its channels and of the channel time, and those that read the streams back. On the event
 * loop.
 */
final class SubscriberGroup {
    static final String TIME = "time";

    private static final Duration POLL_WAIT = Duration.ofSeconds(20);
    private static final Duration READING_WAIT = Duration.ofMillis(500);
    private static final Position BEGINNING = new Position("", 0);

    private final ClientRuntime runtime;
    private final Context context;
    private final VerifyPlan plan;
    private final PayloadCodec codec;
    private final Recording recording;
    private final RunStatistics statistics;
    private final List<RecordingSubscriber> subscribers = new ArrayList<>();
    private final List<RecordingSubscriber> clocks = new ArrayList<>();
    private final List<RecordingSubscriber> readings = new ArrayList<>();
    private final List<RecordingSubscriber> lastReadings = new ArrayList<>();
    private final Set<String> unserved = new TreeSet<>();
    // When publishing began and ended, on System.nanoTime; 0 before.
    private long began;
    private long ended;

    SubscriberGroup(
            ClientRuntime runtime,
            Context context,
            VerifyPlan plan,
            PayloadCodec codec,
            Recording recording,
            RunStatistics statistics) {
        this.runtime = runtime;
        this.context = context;
        this.plan = plan;
        this.codec = codec;
        this.recording = recording;
        this.statistics = statistics;
    }

    void start(List<String> channels) {
        List<Transport> transports =
                plan.transports().stream().map(this::transport).toList();
        for (int i = 0; i < plan.subscribers(); i++) {
            Transport transport = transports.get(i / channels.size() % transports.size());
            String name = "subscriber " + (i + 1) + " (" + transport.label() + ")";
            subscribers.add(subscriber(transport, i, recording.subscriber(name, channels.get(i % channels.size()))));
        }
        for (int i = 0; plan.ticks() && i < transports.size(); i++) {
            Transport transport = transports.get(i);
            clocks.add(subscriber(transport, i, recording.clock("clock (" + transport.label() + ")", TIME)));
        }
        for (String channel : channels) {
            readings.add(reading("the reading of the stream", channel));
        }
        all().forEach(RecordingSubscriber::start);
        vertx().setPeriodic(
                        1_000,
                        fired -> all().forEach(
                                        each -> each.check(furthest(each.log().channel()))));
    }

    private Vertx vertx() {
        return runtime.vertx();
    }

    private Transport transport(String label) {
        return switch (label) {
            case "ws" -> new WebSocketTransport(context);
            case "sse" -> new SseTransport(runtime.http());
            case "centrifugal" -> new CentrifugalTransport(context);
            default -> new PollTransport(runtime.http(), POLL_WAIT);
        };
    }

    private RecordingSubscriber subscriber(Transport transport, int server, SubscriberLog log) {
        ToLongFunction<String> reader =
                log.channel().equals(TIME) ? SubscriberGroup::second : text -> codec.read(log.channel(), text);
        return new RecordingSubscriber(
                vertx(), transport, plan.servers(), server, null, log, reader, new StatisticsObserver(log));
    }

    private RecordingSubscriber reading(String name, String channel) {
        return new RecordingSubscriber(
                vertx(),
                new PollTransport(runtime.http(), READING_WAIT),
                plan.servers(),
                readings.size(),
                BEGINNING,
                recording.reading(name, channel),
                text -> codec.read(channel, text),
                RecordingSubscriber.Witness.NOBODY);
    }

    private static long second(String tick) {
        try {
            return OffsetDateTime.parse(tick).toEpochSecond();
        } catch (DateTimeException e) {
            return PayloadCodec.UNREADABLE;
        }
    }

    private Stream<RecordingSubscriber> all() {
        return Stream.of(subscribers, clocks, readings, lastReadings).flatMap(List::stream);
    }

    /** Whether every subscriber has a position or an unsupported transport. */
    boolean begun() {
        return all().allMatch(each -> each.begun() || each.unserved());
    }

    /** Removes those whose transport the server does not support. */
    void release() {
        Stream.concat(subscribers.stream(), clocks.stream())
                .filter(RecordingSubscriber::unserved)
                .forEach(each -> unserved.add(each.transport()));
        subscribers.removeIf(RecordingSubscriber::unserved);
        clocks.removeIf(RecordingSubscriber::unserved);
    }

    /** Transports that the server does not support. */
    Set<String> unserved() {
        return unserved;
    }

    int subscribers() {
        return subscribers.size();
    }

    /** Why subscribers have not begun; empty if nothing is known. */
    String trouble() {
        return all().filter(each -> !each.begun())
                .map(RecordingSubscriber::trouble)
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

    /** Whether all subscribers of each channel have received the same. */
    boolean even() {
        return Stream.concat(subscribers.stream(), readings.stream())
                .allMatch(each -> each.has(furthest(each.log().channel())));
    }

    /** Reads every stream once more from the beginning. */
    void readAgain() {
        readings.forEach(each -> lastReadings.add(
                reading("the last reading of the stream", each.log().channel())));
        lastReadings.forEach(RecordingSubscriber::start);
    }

    boolean readAll() {
        return lastReadings.stream()
                .allMatch(each -> each.has(furthest(each.log().channel())));
    }

    void hangUp() {
        all().forEach(RecordingSubscriber::stop);
    }

    /** Closes all connections, and counts the silence until the end of publishing. */
    void stop() {
        hangUp();
        subscribers.forEach(each -> silent(each.log(), each.delivered(), ended));
    }

    /** How far all subscribers of a channel should have come: the highest position acknowledged or delivered. */
    private Position furthest(String channel) {
        Stream<Position> seen = Stream.of(subscribers, readings)
                .flatMap(List::stream)
                .filter(each -> each.log().channel().equals(channel))
                .flatMap(each -> Stream.ofNullable(each.position()));
        return Stream.concat(Stream.ofNullable(recording.top(channel)), seen)
                .max(Comparator.comparingLong(Position::offset))
                .orElse(BEGINNING);
    }

    private void silent(SubscriberLog log, long last, long now) {
        Duration length = Duration.ofNanos(now - Math.max(began, last));
        statistics.silent(new RunStatistics.Moment(length, log.toString(), Duration.ofNanos(now - began)));
    }

    /** The statistics of one subscriber. */
    private final class StatisticsObserver implements RecordingSubscriber.Witness {
        private final SubscriberLog log;

        StatisticsObserver(SubscriberLog log) {
            this.log = log;
        }

        @Override
        public void delivered(long identity, long before) {
            long now = System.nanoTime();
            SentPublication sent = log.channel().equals(TIME) ? null : recording.find(identity);
            if (sent != null) {
                statistics.delivered(now - sent.nanos());
            }
            if (sent != null && ended == 0) {
                silent(log, before, now);
            }
        }

        @Override
        public void gap(String reason) {
            statistics.gap(reason);
        }

        @Override
        public void cut() {
            statistics.cut();
        }

        @Override
        public void resumed() {
            statistics.resumed();
        }

        @Override
        public void abandoned() {
            statistics.abandoned();
        }
    }
}
