package dev.echowall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.lifecycle.LifecycleModel.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Instances that come, go and follow at random times, with everything between them delayed at random: whoever tells
 * events tells the same ones, and they are true.
 */
class ManyFollowersTest {
    private static final int STEPS = 3_000;

    /** Events in all runs, and how often one was told by another follower as well. */
    private static int told;

    private static int repeated;

    private final TreeMap<EventId, Told> all = new TreeMap<>(EventId::compare);

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = Long.getLong("seed.first", 1); seed <= Long.getLong("seed.last", 300); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void all_tell_the_same_true_events(long seed) {
        Random random = new Random(seed);
        LifecycleModel model = new LifecycleModel(random, (int) (seed % 6));
        for (int step = 0; step < STEPS; step++) {
            model.step();
        }
        model.settle();
        List<Instance> alive = model.alive();
        assertThat(alive).isNotEmpty();
        Map<String, Integer> truth = model.subscribers();
        for (Instance each : alive) {
            assertThat(each.cluster.isExact()).as("%s is exact", each.id).isTrue();
            assertThat(each.cluster.subscribers()).as("%s", each.id).isEqualTo(truth);
        }
        List<Segment> segments = model.segments();
        segments.forEach(this::collect);
        segments.forEach(this::checkComplete);
        segments.forEach(ManyFollowersTest::checkTrue);
        told += all.size();
        repeated += segments.stream().mapToInt(each -> each.told.size()).sum() - all.size();
        for (Instance each : alive) {
            Set<String> occupied = each.segment == null ? Set.of() : each.segment.occupiedAtEnd();
            assertThat(occupied).as("%s", each.id).isEqualTo(truth.keySet());
        }
    }

    /* Otherwise there would have been nothing to compare. */
    @AfterAll
    static void much_was_told() {
        System.out.printf("%d events, %d times told by another follower as well%n", told, repeated);
        assertThat(told).isGreaterThan(50_000);
        assertThat(repeated).isGreaterThan(50_000);
    }

    private void collect(Segment segment) {
        for (Told each : segment.told) {
            Told other = all.putIfAbsent(each.id(), each);
            assertThat(other == null ? each : other).as("the same id").isEqualTo(each);
        }
    }

    private void checkComplete(Segment segment) {
        NavigableMap<EventId, Told> expected = all.subMap(segment.start, false, segment.end, true);
        assertThat(segment.told).as("nothing left out, in order").containsExactlyElementsOf(expected.values());
    }

    private static void checkTrue(Segment segment) {
        Map<String, Set<String>> connections = new HashMap<>();
        Set<String> ended = new HashSet<>();
        Set<String> occupied = new HashSet<>(segment.occupied);
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
                case "occupied" ->
                    assertThat(occupied.add(each.channel())).as("%s", each).isTrue();
                case "vacated" ->
                    assertThat(occupied.remove(each.channel())).as("%s", each).isTrue();
                default -> throw new AssertionError(each.kind());
            }
        }
    }

    static Position at(long offset) {
        return new Position("e", offset);
    }
}
