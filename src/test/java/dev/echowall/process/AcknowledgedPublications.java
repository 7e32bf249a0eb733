package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that was acknowledged or read, and what must be there in each channel. Publications are numbers, so that their
 * order can be seen. From any thread.
 */
final class AcknowledgedPublications {
    private final ConcurrentMap<Place, String> payloads = new ConcurrentHashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final Map<String, NavigableMap<Long, Acknowledged>> lines = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> numbers = new ConcurrentHashMap<>();

    private record Place(String channel, Position position) {}

    private record Acknowledged(String data, long at) {}

    /** A publication that was read. */
    record Read(Position position, String data) {
        static Read of(JsonObject publication) {
            return new Read(
                    new Position(publication.getString("epoch"), publication.getLong("offset")),
                    publication.getString("data"));
        }
    }

    /** What was acknowledged before a moment and is not there: how many, and how old the oldest was in that moment. */
    record Loss(int count, Duration oldest) {}

    /** What is to be published next. */
    String next(String channel) {
        long number = numbers.computeIfAbsent(channel, each -> new AtomicLong()).incrementAndGet();
        return String.valueOf(number);
    }

    void add(String channel, Position position, String data) {
        long now = System.nanoTime();
        seen(channel, position, data);
        NavigableMap<Long, Acknowledged> line = lines.computeIfAbsent(channel, each -> new TreeMap<>());
        synchronized (line) {
            line.put(position.offset(), new Acknowledged(data, now));
        }
    }

    /** Somebody was given this payload at this position. */
    void seen(String channel, Position position, String data) {
        String before = payloads.putIfAbsent(new Place(channel, position), data);
        if (before != null && !before.equals(data)) {
            synchronized (contradictions) {
                contradictions.add(channel + " " + position + ": " + before + " and " + data);
            }
        }
    }

    /** Positions that were given to two payloads. */
    List<String> contradictions() {
        synchronized (contradictions) {
            return List.copyOf(contradictions);
        }
    }

    /** The highest offset acknowledged, or 0. */
    long top(String channel) {
        NavigableMap<Long, Acknowledged> line = lines.getOrDefault(channel, new TreeMap<>());
        synchronized (line) {
            return line.isEmpty() ? 0 : line.lastKey();
        }
    }

    /**
     * Compares what was read of a channel after all instances were down, from its beginning, to what was acknowledged:
     * up to the last offset that is there it must be the same, in order and without holes. From now on the channel is
     * what was read.
     *
     * @param moment when they were told to end, as {@link System#nanoTime}
     */
    Loss compare(String channel, List<Read> found, long moment) {
        found.forEach(each -> seen(channel, each.position(), each.data()));
        NavigableMap<Long, Acknowledged> line = lines.computeIfAbsent(channel, each -> new TreeMap<>());
        synchronized (line) {
            NavigableMap<Long, Acknowledged> present = new TreeMap<>();
            long number = 0;
            for (Read each : found) {
                assertThat(each.position().offset()).as("offset in " + channel).isEqualTo(present.size() + 1);
                assertThat(Long.parseLong(each.data()))
                        .as("number in " + channel)
                        .isGreaterThan(number);
                number = Long.parseLong(each.data());
                present.put(each.position().offset(), new Acknowledged(each.data(), moment));
            }
            long top = found.size();
            line.headMap(top, true)
                    .forEach((offset, acknowledged) -> assertThat(
                                    found.get(offset.intValue() - 1).data())
                            .as("%s:%d", channel, offset)
                            .isEqualTo(acknowledged.data()));
            NavigableMap<Long, Acknowledged> lost = new TreeMap<>(line.tailMap(top, false));
            long oldest = lost.values().stream()
                    .mapToLong(each -> moment - each.at())
                    .max()
                    .orElse(0);
            line.clear();
            line.putAll(present);
            return new Loss(lost.size(), Duration.ofNanos(Math.max(0, oldest)));
        }
    }
}
