package dev.echowall.lifecycle;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.lifecycle.Entry.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of all instances as they are after each entry of the stream, from some position on, and the events
 * that follow from each entry after it. All instances that know the connections at a position know the same, and tell
 * the same events.
 *
 * <p>It follows the stream, then asks each instance for its own connections. Each answer includes everything up to some
 * position, and may include more. Entries are applied on top of the answers without telling any events, until the last of
 * those positions: there the table is exactly what the stream says. When something has been missed, or an instance
 * begins to record that has connections already, it begins anew. Confined to one context.
 */
final class ClusterConnections {
    /** The most entries that wait while instances are asked; beyond it, it begins anew. */
    private static final int MAX_WAITING = 10_000;

    /** Until instances are asked again that did not answer. */
    private static final long RETRY_MILLIS = 250;

    /** How long an instance that tells changes may be invisible, because it has just joined. */
    private static final long CONFIRMED_MILLIS = 2_000;

    /** The most sources remembered that have gone. */
    private static final int REMEMBERED = 1_000;

    private static final Logger log = LoggerFactory.getLogger(ClusterConnections.class);

    /** What it needs of others. */
    interface Calls {
        /**
         * Asks all instances; {@link #answered} is called with the answers.
         *
         * @return the ids of those that are asked
         */
        Set<String> ask(long attempt);

        /** Tells all that the source has gone, once however often this id is used. */
        void gone(Entry entry, String id);
    }

    private record Heard(Position position, long time, Payload payload) {}

    /** A source whose connections are known. */
    private static final class Known {
        /** The offset of its last entry. */
        private long offset;
        /** Whether its instance has been seen as a member. */
        private boolean seen;

        private final long since;

        private Known(long offset, boolean seen, long since) {
            this.offset = offset;
            this.seen = seen;
            this.since = since;
        }
    }

    private final Calls calls;
    private final EventRing ring;
    private final Map<String, Known> known = new HashMap<>();
    /** Sources that have gone. What is still heard of them came too late. */
    private final Set<String> gone = new LinkedHashSet<>();

    private ConnectionTable table = new ConnectionTable();
    private List<Heard> waiting = new ArrayList<>();
    private @Nullable Position position;
    /** The position from which on the entries wait or have been applied. */
    private long from;
    /** The offset from which on the table is exact; null if instances have to be asked first. */
    private @Nullable Long target;

    private boolean asking;
    /** Who is asked now. */
    private Set<String> asked = Set.of();

    private long attempt;
    private long retryAt = Long.MIN_VALUE;
    private long now;

    ClusterConnections(Calls calls, EventRing ring) {
        this.calls = calls;
        this.ring = ring;
    }

    /** Everything after this position will be heard. */
    void followed(Position start) {
        position = start;
        ask();
    }

    /** Whether the connections are known, as the stream says up to its position. */
    boolean isExact() {
        return ring.hasBegun();
    }

    /** The position up to which it knows everything; null if it does not. */
    @Nullable
    Position exactAt() {
        return isExact() ? position : null;
    }

    /** Those of which it knows connections, or may come to know them by an answer that is under way. */
    Set<String> sources() {
        if (asking) {
            return asked.stream().map(Entry::anySource).collect(Collectors.toSet());
        }
        return target == null ? Set.of() : Set.copyOf(known.keySet());
    }

    Map<String, Integer> subscribers() {
        return table.subscribers();
    }

    /** An estimate of the heap of the connections. */
    long bytes() {
        return table.bytes();
    }

    /** The next publication of the stream. */
    void heard(Position next, long time, Payload payload) {
        Position before = position;
        position = next;
        boolean follows = before != null
                && (before.epoch().isEmpty() || before.epoch().equals(next.epoch()))
                && before.offset() + 1 == next.offset();
        if (!follows) {
            beginAnew("some entries were missed");
        } else if (target != null) {
            apply(new Heard(next, time, payload));
        } else {
            waiting.add(new Heard(next, time, payload));
            if (waiting.size() > MAX_WAITING) {
                beginAnew("instances answer too slowly");
            }
        }
    }

    private void beginAnew(String why) {
        if (isExact()) {
            log.atWarn().addKeyValue("reason", why).log("some events of clients are not known here");
        }
        ring.clear();
        target = null;
        waiting.clear();
        from = position == null ? 0 : position.offset();
        asking = false;
        retryAt = now;
    }

    private void ask() {
        Position start = position;
        if (start == null) {
            return;
        }
        waiting.clear();
        from = start.offset();
        target = null;
        asking = true;
        asked = calls.ask(++attempt);
    }

    /**
     * The answers of all instances that are members.
     *
     * @param answers null if one has not answered
     */
    void answered(long number, @Nullable List<Answer> answers) {
        Position here = position;
        if (number != attempt || !asking || here == null) {
            return;
        }
        asking = false;
        if (answers == null || !areComplete(answers, here)) {
            retryAt = now + RETRY_MILLIS;
            return;
        }
        table = new ConnectionTable();
        known.clear();
        long exact = from;
        for (Answer each : answers) {
            TablePage own = each.own();
            exact = Math.max(exact, Math.max(offset(own.upTo()), offset(each.follows())));
            table.add(own.source(), own.node());
            table.apply(new Entry(Kind.CHANGES, own.source(), own.node(), own.connections()));
            known.put(own.source(), new Known(offset(own.upTo()), true, now));
            gone.remove(own.source());
        }
        target = exact;
        List<Heard> later = waiting;
        waiting = new ArrayList<>();
        if (exact == from) {
            ring.begin(new Position(epoch(here, answers), exact));
        }
        for (Heard each : later) {
            if (target != null) {
                apply(each);
            }
        }
    }

    /*
     * Whether nobody knows connections that these answers leave out: those of an instance that has gone, or that is not
     * visible from here yet. Their events would be told by some and not by others.
     */
    private boolean areComplete(List<Answer> answers, Position here) {
        String epoch = epoch(here, answers);
        for (Answer each : answers) {
            boolean ofEpoch = isOf(epoch, each.own().upTo()) && isOf(epoch, each.follows());
            boolean behind = each.follows() != null && offset(each.follows()) < from;
            boolean foreign = each.sources().stream()
                    .anyMatch(source -> answers.stream()
                            .noneMatch(
                                    other -> Entry.isMeant(source, other.own().source())));
            if (!ofEpoch || behind || foreign) {
                return false;
            }
        }
        return true;
    }

    private static String epoch(Position here, List<Answer> answers) {
        if (!here.epoch().isEmpty()) {
            return here.epoch();
        }
        for (Answer each : answers) {
            Position upTo = each.own().upTo();
            if (upTo != null && !upTo.epoch().isEmpty()) {
                return upTo.epoch();
            }
        }
        return "";
    }

    private static boolean isOf(String epoch, @Nullable Position position) {
        return position == null
                || position.epoch().isEmpty()
                || position.epoch().equals(epoch);
    }

    private static long offset(@Nullable Position position) {
        return position == null ? 0 : position.offset();
    }

    private void apply(Heard heard) {
        Entry entry;
        try {
            entry = EntryCodec.entry(heard.payload().bytes());
        } catch (IOException malformed) {
            beginAnew(malformed.toString());
            return;
        }
        String source = entry.source();
        if (entry.kind() != Kind.GONE && known.keySet().stream().anyMatch(each -> Entry.isAfter(each, source))) {
            remember(source); // its instance records as another source by now
        }
        if (entry.kind() == Kind.OPENED_EMPTY && !gone.contains(source) && !known.containsKey(source)) {
            table.add(source, entry.node());
            known.put(source, new Known(0, false, now));
        }
        Known of = known.get(source);
        if (of == null && entry.kind() != Kind.GONE && !gone.contains(source)) {
            beginAnew("an instance has begun to record");
            return;
        }
        List<LifecycleEvent> events = table.apply(entry);
        if (of != null) {
            of.offset = heard.position().offset();
            if (entry.kind() == Kind.GONE && table.isEmpty(source)) {
                forget(source);
            }
        }
        long exact = target == null ? Long.MAX_VALUE : target;
        if (heard.position().offset() > exact) {
            ring.add(heard.position(), heard.time(), events);
        } else if (heard.position().offset() == exact) {
            ring.begin(heard.position());
        }
    }

    private void forget(String source) {
        known.remove(source);
        table.remove(source);
        remember(source);
    }

    private void remember(String source) {
        if (gone.size() == REMEMBERED) {
            gone.remove(gone.iterator().next());
        }
        gone.add(source);
    }

    /**
     * Called again and again.
     *
     * @param members the ids of the instances that are visible now; null if too few are, so that nobody can tell who of
     *     the others has gone
     */
    void check(@Nullable Set<String> members, long time) {
        now = time;
        if (target == null && !asking && retryAt <= now) {
            ask();
        }
        if (members != null && isExact()) {
            Map.copyOf(known).forEach((source, each) -> {
                if (members.contains(Entry.instance(source))) {
                    each.seen = true;
                } else if (each.seen || each.since < now - CONFIRMED_MILLIS) {
                    // Another entry is needed if it has been heard of since the last one, or still has connections.
                    calls.gone(Entry.gone(source, ""), "gone:" + source + ":" + each.offset);
                }
            });
        }
    }
}
