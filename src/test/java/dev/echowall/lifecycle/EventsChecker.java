package dev.echowall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Whether all that several followers have told is the same, complete between gaps, in order, and could be true. */
public final class EventsChecker {
    /** All events, by the epoch of their stream and their place. */
    private final Map<String, TreeMap<EventId, Told>> all = new HashMap<>();

    private final Set<String> clients = new HashSet<>();

    /** Fails for the first thing that is wrong. */
    public EventsChecker(List<Segment> segments) {
        segments.forEach(EventsChecker::checkEpoch);
        segments.forEach(this::collect);
        segments.forEach(this::checkComplete);
        segments.forEach(EventsChecker::checkTrue);
    }

    /** The number of different events. */
    public int size() {
        return all.values().stream().mapToInt(TreeMap::size).sum();
    }

    /** The number of streams that they are of. */
    public int epochs() {
        return (int) all.values().stream().filter(each -> !each.isEmpty()).count();
    }

    /** The events of this client that anybody has told, in order. */
    public List<Told> of(String client) {
        return clients.contains(client)
                ? all.values().stream()
                        .flatMap(each -> each.values().stream())
                        .filter(each -> each.client().equals(client))
                        .toList()
                : List.of();
    }

    private static void checkEpoch(Segment segment) {
        assertThat(segment.told.stream()
                        .map(each -> each.id().position().epoch())
                        .distinct())
                .as("the streams of one segment")
                .hasSizeLessThanOrEqualTo(1);
    }

    private void collect(Segment segment) {
        for (Told each : segment.told) {
            Told other = of(each.id()).putIfAbsent(each.id(), each);
            assertThat(other == null ? each : other).as("the same id").isEqualTo(each);
            clients.add(each.client());
        }
    }

    private TreeMap<EventId, Told> of(EventId id) {
        return all.computeIfAbsent(id.position().epoch(), epoch -> new TreeMap<>(EventId::compare));
    }

    private void checkComplete(Segment segment) {
        NavigableMap<EventId, Told> expected = of(segment.end).subMap(segment.start, false, segment.end, true);
        assertThat(segment.told).as("nothing left out, in order").containsExactlyElementsOf(expected.values());
    }

    private static void checkTrue(Segment segment) {
        Map<String, Set<String>> connections = new HashMap<>();
        Set<String> ended = new HashSet<>();
        Map<String, Boolean> occupied = new HashMap<>();
        if (segment.occupied != null) {
            segment.occupied.forEach(each -> occupied.put(each, true));
        }
        for (Told each : segment.told) {
            String client = each.client();
            assertThat(ended).as("%s after its end", each).doesNotContain(client);
            switch (each.kind()) {
                case "connected" ->
                    assertThat(connections.put(client, new HashSet<>()))
                            .as("%s", each)
                            .isNull();
                case "subscribed" -> {
                    Set<String> channels = connections.get(client);
                    assertThat(channels == null || channels.add(each.channel()))
                            .as("%s", each)
                            .isTrue();
                }
                case "unsubscribed" -> {
                    Set<String> channels = connections.get(client);
                    assertThat(channels == null || channels.remove(each.channel()))
                            .as("%s", each)
                            .isTrue();
                }
                case "disconnected" -> {
                    Set<String> channels = connections.remove(client);
                    assertThat(channels == null || channels.isEmpty())
                            .as("%s", each)
                            .isTrue();
                    ended.add(client);
                }
                case "occupied", "vacated" -> {
                    boolean now = each.kind().equals("occupied");
                    boolean before = occupied.getOrDefault(each.channel(), segment.occupied == null && !now);
                    assertThat(before).as("%s", each).isNotEqualTo(now);
                    occupied.put(each.channel(), now);
                }
                default -> throw new AssertionError(each.kind());
            }
        }
    }
}
