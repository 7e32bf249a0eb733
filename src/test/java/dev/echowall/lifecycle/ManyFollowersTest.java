package dev.echowall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.lifecycle.LifecycleModel.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
        int different = new EventsChecker(segments).size();
        told += different;
        repeated += segments.stream().mapToInt(each -> each.told.size()).sum() - different;
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

    static Position at(long offset) {
        return new Position("e", offset);
    }
}
