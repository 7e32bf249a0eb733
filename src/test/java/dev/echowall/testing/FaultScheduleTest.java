package dev.echowall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.Fault.Kind;
import dev.echowall.testing.Fault.Step;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);
    private static final long SEED = 4711;
    private static final int MANY = 600;

    @Test
    void a_seed_gives_the_same_faults_again() {
        assertThat(FaultSchedule.of(SEED, MANY, ALL)).isEqualTo(FaultSchedule.of(SEED, MANY, ALL));
    }

    @Test
    void another_seed_gives_others() {
        assertThat(FaultSchedule.of(SEED, MANY, ALL)).isNotEqualTo(FaultSchedule.of(SEED + 1, MANY, ALL));
    }

    @Test
    void a_longer_schedule_begins_as_a_shorter_one() {
        assertThat(FaultSchedule.of(SEED, MANY, ALL).subList(0, 20)).isEqualTo(FaultSchedule.of(SEED, 20, ALL));
    }

    @Test
    void each_kind_comes_as_often_as_the_others() {
        List<Fault> faults = FaultSchedule.of(SEED, MANY, ALL);
        for (Kind kind : ALL) {
            assertThat(faults).filteredOn(each -> each.kind() == kind).hasSize(MANY / ALL.size());
        }
    }

    @Test
    void nothing_lasts_longer_than_the_fault_but_death() {
        for (Fault fault : FaultSchedule.of(SEED, MANY, ALL)) {
            Set<Step> open = new HashSet<>();
            for (Step step : fault.steps()) {
                if (step instanceof Step.Cut) {
                    open.add(step);
                } else if (step instanceof Step.Heal) {
                    open.removeIf(Step.Cut.class::isInstance);
                } else if (step instanceof Step.Unplug || step instanceof Step.Pause) {
                    open.add(step);
                } else if (step instanceof Step.Plug plug) {
                    assertThat(open.remove(new Step.Unplug(plug.host()))).isTrue();
                } else if (step instanceof Step.Resume resume) {
                    assertThat(open.remove(new Step.Pause(resume.host()))).isTrue();
                } else if (step instanceof Step.Clock clock) {
                    open.removeIf(Step.Clock.class::isInstance);
                    if (clock.seconds() != 0) {
                        open.add(step);
                    }
                }
            }
            assertThat(open).as(fault.toString()).isEmpty();
        }
    }

    @Test
    void only_kinds_with_a_death_kill_and_only_those_of_clocks_set_clocks() {
        for (Fault fault : FaultSchedule.of(SEED, MANY, ALL)) {
            assertThat(has(fault, Step.Kill.class::isInstance))
                    .as(fault.toString())
                    .isEqualTo(fault.kind().deadly() || fault.kind() == Kind.KILLED);
            assertThat(has(fault, Step.Clock.class::isInstance))
                    .as(fault.toString())
                    .isEqualTo(fault.kind().clock());
        }
    }

    @Test
    void a_bridge_cuts_one_pair_and_all_from_all_three() {
        for (Fault fault : FaultSchedule.of(SEED, MANY, EnumSet.of(Kind.BRIDGE, Kind.ALL_FROM_ALL))) {
            assertThat(fault.steps())
                    .filteredOn(Step.Cut.class::isInstance)
                    .doesNotHaveDuplicates()
                    .hasSize(fault.kind() == Kind.BRIDGE ? 2 : 6);
        }
    }

    @Test
    void the_sequence_that_gave_an_offset_twice_is_among_them() {
        // A cut of less than five seconds, a short rest, another cut.
        assertThat(FaultSchedule.of(SEED, MANY, EnumSet.of(Kind.TWO_CUTS)))
                .filteredOn(fault -> rests(fault).size() == 3
                        && rests(fault).get(0) < 5_000
                        && rests(fault).get(1) < 2_000)
                .isNotEmpty();
    }

    private static List<Integer> rests(Fault fault) {
        return fault.steps().stream()
                .filter(Step.Rest.class::isInstance)
                .map(step -> ((Step.Rest) step).millis())
                .toList();
    }

    private static boolean has(Fault fault, Predicate<Step> what) {
        return fault.steps().stream().anyMatch(what);
    }
}
