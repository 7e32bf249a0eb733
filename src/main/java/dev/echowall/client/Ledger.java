package dev.echowall.client;

import dev.echowall.channel.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run sent, was told and was given: what {@link Checker} judges. Its memory grows with the run, by about
 * 150 bytes for each publication and 50 for each delivery.
 */
final class Ledger {
    private final Map<Long, Sent> sent = new LinkedHashMap<>();
    private final Map<String, Position> tops = new HashMap<>();
    private final List<Trail> trails = new ArrayList<>();
    private final List<Trail> readings = new ArrayList<>();
    private final List<Trail> ticks = new ArrayList<>();

    /** Before the first attempt. */
    Sent sending(long identity, String channel, long nanos) {
        Sent publication = new Sent(identity, channel, tops.get(channel), nanos);
        sent.put(identity, publication);
        return publication;
    }

    void acknowledged(Sent publication, Position at) {
        publication.acknowledged(at);
        tops.merge(publication.channel(), at, Ledger::later);
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

    private static Trail add(List<Trail> to, String name, String channel) {
        Trail trail = new Trail(name, channel);
        to.add(trail);
        return trail;
    }

    @Nullable
    Sent find(long identity) {
        return sent.get(identity);
    }

    Collection<Sent> sent() {
        return sent.values();
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
