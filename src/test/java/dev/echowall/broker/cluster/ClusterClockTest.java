package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.cluster.ClusterClock.Other;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterClockTest {
    private static final long START = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;

    /** Real time, in ms, and how far each machine's wall clock is off. */
    private long elapsed;

    private final List<Machine> machines = new ArrayList<>();

    private final class Machine {
        long off;
        final ClusterClock clock;

        Machine(long off) {
            this.off = off;
            this.clock = new ClusterClock(() -> START + elapsed + this.off, () -> elapsed * 1_000_000);
        }

        List<Other> others() {
            return machines.stream()
                    .filter(each -> each != this)
                    .map(each -> new Other(
                            each.clock.wall() - clock.getAsLong(),
                            each.clock.getAsLong() - clock.getAsLong(),
                            each.clock.isSet()))
                    .toList();
        }
    }

    private Machine joins(long off) {
        Machine machine = new Machine(off);
        machines.add(machine);
        assertThat(machine.clock.set(machine.others(), machines.size() == 1, 1)).isTrue();
        return machine;
    }

    private void three() {
        joins(0);
        joins(3);
        joins(-4);
    }

    /* A round a second; nobody's time may go back, nor faster than it is steered. */
    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            List<Long> before =
                    machines.stream().map(each -> each.clock.getAsLong()).toList();
            elapsed += 1_000;
            for (int j = 0; j < machines.size(); j++) {
                assertThat(machines.get(j).clock.getAsLong() - before.get(j)).isBetween(949L, 1_051L);
            }
            machines.forEach(each -> each.clock.slew(each.others()));
        }
    }

    private long error(Machine machine) {
        return machine.clock.getAsLong() - START - elapsed;
    }

    @Test
    void one_clock_of_three_that_jumps_an_hour_moves_nobodys_time() {
        three();
        seconds(5);
        machines.get(0).off = HOUR;
        seconds(60);
        machines.get(0).off = -HOUR;
        seconds(60);

        machines.forEach(each -> assertThat(error(each)).isBetween(-10L, 10L));
    }

    @Test
    void who_has_the_wrong_clock_is_told_how_wrong_it_is() {
        three();
        machines.get(2).off = -30_000;
        seconds(2);

        assertThat(machines.get(2).clock.deviation()).isBetween(-30_010L, -29_990L);
        assertThat(machines.get(0).clock.deviation()).isBetween(-10L, 10L);
    }

    @Test
    void whoever_comes_later_takes_the_running_time_whatever_his_own_clock_says() {
        three();
        Machine late = joins(HOUR);

        assertThat(error(late)).isBetween(-10L, 10L);
        seconds(30);
        machines.forEach(each -> assertThat(error(each)).isBetween(-10L, 10L));
    }

    @Test
    void clocks_that_drift_are_followed_by_their_median() {
        three();
        for (int i = 0; i < 100; i++) {
            machines.get(0).off += 2;
            machines.get(1).off += 2;
            seconds(1);
        }

        machines.forEach(each -> assertThat(error(each)).isBetween(150L, 210L));
    }

    @Test
    void of_two_that_differ_nobody_knows_who_is_right_and_time_goes_on() {
        joins(0);
        joins(0);
        machines.get(1).off = HOUR;
        seconds(60);

        machines.forEach(each -> assertThat(error(each)).isBetween(-10L, 10L));
    }

    @Test
    void the_clock_of_one_who_is_alone_may_jump_and_time_goes_on() {
        Machine alone = joins(0);
        alone.off = -HOUR;
        seconds(60);

        assertThat(error(alone)).isBetween(-10L, 10L);
        assertThat(alone.clock.deviation()).isEqualTo(-HOUR);
    }

    @Test
    void a_cluster_whose_first_member_was_wrong_approaches_the_others_and_never_jumps() {
        joins(60_000);
        joins(0);
        joins(0);
        seconds(600);

        machines.forEach(each -> assertThat(error(each)).isBetween(25_000L, 35_000L));
        seconds(700);
        machines.forEach(each -> assertThat(error(each)).isBetween(-300L, 300L));
    }

    @Test
    void the_first_of_three_waits_for_two_clocks_that_agree_and_takes_what_they_say() {
        machines.add(new Machine(HOUR));
        Machine first = machines.get(0);
        assertThat(first.clock.set(first.others(), true, 3)).isFalse();
        machines.add(new Machine(0));
        assertThat(first.clock.set(first.others(), true, 3)).isFalse();
        machines.add(new Machine(3));
        assertThat(first.clock.set(first.others(), true, 3)).isTrue();
        assertThat(error(first)).isBetween(0L, 3L);
    }

    @Test
    void when_two_of_three_agree_the_third_is_not_waited_for() {
        machines.add(new Machine(0));
        machines.add(new Machine(5));
        Machine first = machines.get(0);
        assertThat(first.clock.set(first.others(), true, 3)).isTrue();
    }

    @Test
    void who_hears_of_nobody_that_knows_the_time_asks_again() {
        Machine first = new Machine(0);
        machines.add(first);
        Machine second = new Machine(0);
        machines.add(second);

        assertThat(second.clock.set(second.others(), false, 1)).isFalse();
        assertThat(second.clock.isSet()).isFalse();
    }
}
