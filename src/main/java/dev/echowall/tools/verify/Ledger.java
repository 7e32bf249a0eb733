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
 * Everything that a run sent, was told and was given: what {@link Checker} judges. Its memory grows with the run, by about
 * 90 bytes for each publication, however many it is delivered to.
 */
final class Ledger {
    /** Of each publisher, by number: they begin at 1. */
    private final Map<Integer, List<Sent>> sent = new LinkedHashMap<>();

    private final Map<String, Position> tops = new HashMap<>();
    private final Map<String, Canon> canons = new LinkedHashMap<>();
    private final List<Again> again = new ArrayList<>();
    private final List<Trail> trails = new ArrayList<>();
    private final List<Trail> readings = new ArrayList<>();
    private final List<Trail> ticks = new ArrayList<>();

    /** A publication that was acknowledged once more, somewhere else. */
    record Again(Sent publication, Position at) {}

    /** Before the first attempt; of each publisher in the order of their numbers. */
    Sent sending(long identity, String channel, long nanos) {
        Sent publication = new Sent(identity, channel, tops.get(channel), nanos);
        List<Sent> all = sent.computeIfAbsent(Mark.publisher(identity), publisher -> new ArrayList<>());
        if (Mark.number(identity) != all.size() + 1) {
            throw new IllegalArgumentException(Mark.name(identity) + " follows that of number " + all.size());
        }
        all.add(publication);
        return publication;
    }

    /** Of one that had been acknowledged before, or not. */
    void acknowledged(Sent publication, Position at) {
        Position before = publication.position();
        if (before == null) {
            publication.acknowledged(at);
            tops.merge(publication.channel(), at, Ledger::later);
        } else if (!before.equals(at)) {
            again.add(new Again(publication, at));
        }
    }

    private static Position later(Position one, Position other) {
        return one.epoch().equals(other.epoch()) && one.offset() > other.offset() ? one : other;
    }

    /** A subscriber of one of the run's own channels. */
    Trail subscriber(String name, String channel) {
        return add(trails, name, channel);
    }

    /** A reading of the stream itself, which has to have everything. */
    Trail reading(String name, String channel) {
        return add(readings, name, channel);
    }

    /** A subscriber of the time. */
    Trail clock(String name, String channel) {
        return add(ticks, name, channel);
    }

    private Trail add(List<Trail> to, String name, String channel) {
        Trail trail = new Trail(name, channel, canon(channel));
        to.add(trail);
        return trail;
    }

    /** What stands in the channel, as those saw it who saw it first. */
    Canon canon(String channel) {
        return canons.computeIfAbsent(channel, name -> new Canon());
    }

    @Nullable
    Sent find(long identity) {
        List<Sent> all = sent.get(Mark.publisher(identity));
        long number = Mark.number(identity);
        return all == null || number < 1 || number > all.size() ? null : all.get((int) number - 1);
    }

    Stream<Sent> sent() {
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

    List<Trail> subscribers() {
        return trails;
    }

    List<Trail> readings() {
        return readings;
    }

    List<Trail> clocks() {
        return ticks;
    }
}
