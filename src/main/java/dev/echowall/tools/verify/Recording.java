package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was sent, acknowledged and delivered in a run, for the {@link Checker}. Its memory grows by about 90
 * bytes for each publication, regardless of the number of subscribers.
 */
final class Recording {
    /** For each publisher, by number, starting at 1. */
    private final Map<Integer, List<SentPublication>> sent = new LinkedHashMap<>();

    private final Map<String, Position> tops = new HashMap<>();
    private final Map<String, ReferenceStream> references = new LinkedHashMap<>();
    private final List<Again> again = new ArrayList<>();
    private final List<SubscriberLog> logs = new ArrayList<>();
    private final List<SubscriberLog> readings = new ArrayList<>();
    private final List<SubscriberLog> ticks = new ArrayList<>();

    /** A publication that was acknowledged again at another position. */
    record Again(SentPublication publication, Position at) {}

    /** Called before the first attempt; for each publisher in the order of the numbers. */
    SentPublication sending(long identity, String channel, long nanos) {
        SentPublication publication = new SentPublication(identity, channel, tops.get(channel), nanos);
        List<SentPublication> all =
                sent.computeIfAbsent(PayloadCodec.publisher(identity), publisher -> new ArrayList<>());
        if (PayloadCodec.number(identity) != all.size() + 1) {
            throw new IllegalArgumentException(PayloadCodec.name(identity) + " follows that of number " + all.size());
        }
        all.add(publication);
        return publication;
    }

    /** Called for first and repeated acknowledgements. */
    void acknowledged(SentPublication publication, Position at) {
        Position before = publication.position();
        if (before == null) {
            publication.acknowledged(at);
            tops.merge(publication.channel(), at, Recording::later);
        } else if (!before.equals(at)) {
            again.add(new Again(publication, at));
        }
    }

    private static Position later(Position one, Position other) {
        return one.epoch().equals(other.epoch()) && one.offset() > other.offset() ? one : other;
    }

    /** A subscriber of one of the run's own channels. */
    SubscriberLog subscriber(String name, String channel) {
        return add(logs, name, channel);
    }

    /** A reader of the stream itself, which must receive everything. */
    SubscriberLog reading(String name, String channel) {
        return add(readings, name, channel);
    }

    /** A subscriber of the channel time. */
    SubscriberLog clock(String name, String channel) {
        return add(ticks, name, channel);
    }

    private SubscriberLog add(List<SubscriberLog> to, String name, String channel) {
        SubscriberLog log = new SubscriberLog(name, channel, reference(channel));
        to.add(log);
        return log;
    }

    /** The content of the channel, as it was first delivered to any subscriber. */
    ReferenceStream reference(String channel) {
        return references.computeIfAbsent(channel, name -> new ReferenceStream());
    }

    @Nullable
    SentPublication find(long identity) {
        List<SentPublication> all = sent.get(PayloadCodec.publisher(identity));
        long number = PayloadCodec.number(identity);
        return all == null || number < 1 || number > all.size() ? null : all.get((int) number - 1);
    }

    Stream<SentPublication> sent() {
        return sent.values().stream().flatMap(List::stream);
    }

    List<Again> again() {
        return again;
    }

    /** The highest acknowledged position of the channel. */
    @Nullable
    Position top(String channel) {
        return tops.get(channel);
    }

    List<SubscriberLog> subscribers() {
        return logs;
    }

    List<SubscriberLog> readings() {
        return readings;
    }

    List<SubscriberLog> clocks() {
        return ticks;
    }
}
