package dev.echowall.lifecycle;

import dev.echowall.lifecycle.ConnectionChange.Connected;
import dev.echowall.lifecycle.ConnectionChange.Disconnected;
import dev.echowall.lifecycle.ConnectionChange.Subscribed;
import dev.echowall.lifecycle.ConnectionChange.Unsubscribed;
import dev.echowall.lifecycle.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The connections of some sources with their channels, and the events that follow from each change.
 *
 * <p>The events depend on nothing but what is in the table: tables with the same content that are given the same entries
 * tell the same. A change that is no change tells nothing, so that entries may be applied again on top of a table that
 * includes them already, as long as all that follow are applied as well. Not thread-safe.
 */
final class ConnectionTable {
    /** The most connections that one entry about an instance that has gone ends; another entry ends the others. */
    static final int GONE_AT_ONCE = 2_000;

    static final int GONE_CODE = 1006;

    /** Estimates of the heap for their objects, in bytes. */
    private static final int CONNECTION_BYTES = 200;

    private static final int SUBSCRIPTION_BYTES = 64;
    private static final int CHANNEL_BYTES = 120;

    private record Connection(String client, String user, String transport, Set<String> channels) {}

    private record Source(String node, TreeMap<String, Connection> connections) {}

    private static final class Channel {
        private final String name;
        private int subscribers;

        private Channel(String name) {
            this.name = name;
        }
    }

    private final Map<String, Source> sources = new TreeMap<>();
    private final Map<String, Channel> channels = new HashMap<>();
    private List<LifecycleEvent> events = new ArrayList<>();
    private long bytes;

    /** Makes the source known, without connections if it is new. */
    void add(String source, String node) {
        sources.computeIfAbsent(source, id -> new Source(node, new TreeMap<>()));
    }

    void remove(String source) {
        sources.remove(source);
    }

    boolean knows(String source) {
        return sources.containsKey(source);
    }

    Set<String> sources() {
        return sources.keySet();
    }

    boolean isEmpty(String source) {
        Source known = sources.get(source);
        return known == null || known.connections().isEmpty();
    }

    /** An estimate of its heap. */
    long bytes() {
        return bytes;
    }

    /** Applies an entry of a source that is known; otherwise nothing happens. */
    List<LifecycleEvent> apply(Entry entry) {
        Source source = sources.get(entry.source());
        if (source == null) {
            return List.of();
        }
        if (entry.kind() == Entry.Kind.GONE) {
            String reason = "node " + source.node() + " has gone";
            source.connections().keySet().stream()
                    .limit(GONE_AT_ONCE)
                    .toList()
                    .forEach(client -> disconnect(source, new Disconnected(client, GONE_CODE, reason)));
        } else {
            entry.changes().forEach(change -> apply(source, change));
        }
        List<LifecycleEvent> told = events;
        events = new ArrayList<>();
        return told;
    }

    private void apply(Source source, ConnectionChange change) {
        if (change instanceof Connected connected) {
            connect(source, connected);
        } else if (change instanceof Subscribed subscribed) {
            subscribe(source, subscribed);
        } else if (change instanceof Unsubscribed unsubscribed) {
            Connection connection = source.connections().get(unsubscribed.client());
            if (connection != null && connection.channels().remove(unsubscribed.channel())) {
                unsubscribed(source, connection, unsubscribed.channel());
            }
        } else if (change instanceof Disconnected disconnected) {
            disconnect(source, disconnected);
        }
    }

    private void connect(Source source, Connected change) {
        Connection connection = new Connection(change.client(), change.user(), change.transport(), new TreeSet<>());
        if (source.connections().putIfAbsent(change.client(), connection) == null) {
            bytes += weight(connection);
            tell(Kind.CONNECTED, source, connection, "");
        }
    }

    private void subscribe(Source source, Subscribed change) {
        Connection connection = source.connections().get(change.client());
        if (connection == null || connection.channels().contains(change.channel())) {
            return;
        }
        Channel channel = channels.computeIfAbsent(change.channel(), name -> {
            bytes += CHANNEL_BYTES + 2L * name.length();
            return new Channel(name);
        });
        connection.channels().add(channel.name); // one name for all of its subscribers
        bytes += SUBSCRIPTION_BYTES;
        tell(Kind.SUBSCRIBED, source, connection, channel.name);
        if (++channel.subscribers == 1) {
            events.add(LifecycleEvent.ofChannel(Kind.OCCUPIED, channel.name));
        }
    }

    private void unsubscribed(Source source, Connection connection, String name) {
        bytes -= SUBSCRIPTION_BYTES;
        tell(Kind.UNSUBSCRIBED, source, connection, name);
        Channel channel = channels.get(name);
        if (channel != null && --channel.subscribers == 0) {
            channels.remove(name);
            bytes -= CHANNEL_BYTES + 2L * name.length();
            events.add(LifecycleEvent.ofChannel(Kind.VACATED, name));
        }
    }

    private void disconnect(Source source, Disconnected change) {
        Connection connection = source.connections().remove(change.client());
        if (connection == null) {
            return;
        }
        connection.channels().forEach(channel -> unsubscribed(source, connection, channel));
        bytes -= weight(connection);
        events.add(new LifecycleEvent(
                Kind.DISCONNECTED,
                connection.client(),
                connection.user(),
                connection.transport(),
                source.node(),
                "",
                change.code(),
                change.reason()));
    }

    private void tell(Kind kind, Source source, Connection connection, String channel) {
        events.add(new LifecycleEvent(
                kind, connection.client(), connection.user(), connection.transport(), source.node(), channel, 0, ""));
    }

    /** The connections of the source after this one, in the order of their ids, as the changes that make them. */
    List<ConnectionChange> page(String source, String after, int changes) {
        List<ConnectionChange> page = new ArrayList<>();
        Source known = sources.get(source);
        Collection<Connection> rest = known == null
                ? List.of()
                : known.connections().tailMap(after, false).values();
        for (Connection each : rest) {
            if (!page.isEmpty() && page.size() + each.channels().size() >= changes) {
                break;
            }
            page.add(new Connected(each.client(), each.user(), each.transport()));
            each.channels().forEach(channel -> page.add(new Subscribed(each.client(), channel)));
        }
        return page;
    }

    /** How many subscribers each channel has. */
    Map<String, Integer> subscribers() {
        Map<String, Integer> all = new TreeMap<>();
        channels.forEach((name, channel) -> all.put(name, channel.subscribers));
        return all;
    }

    private static long weight(Connection connection) {
        return CONNECTION_BYTES
                + 2L * (connection.client().length() + connection.user().length());
    }
}
