package dev.echowall.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long SECOND = 1_000_000_000;
    private static final long BEGIN = 7;

    @Test
    void messages_are_due_evenly() {
        Schedule schedule = new Schedule(BEGIN, 4, 1, 0, SECOND);
        assertThat(schedule.messages()).isEqualTo(4);
        assertThat(schedule.due(0)).isEqualTo(BEGIN);
        assertThat(schedule.due(3)).isEqualTo(BEGIN + 750_000_000);
    }

    @Test
    void those_of_a_burst_are_due_together() {
        Schedule schedule = new Schedule(BEGIN, 100, 10, 0, SECOND);
        assertThat(schedule.messages()).isEqualTo(100);
        assertThat(schedule.due(9)).isEqualTo(BEGIN);
        assertThat(schedule.due(10)).isEqualTo(BEGIN + SECOND / 10);
        assertThat(schedule.endsBurst(8)).isFalse();
        assertThat(schedule.endsBurst(9)).isTrue();
    }

    @Test
    void what_counts_begins_with_the_first_that_is_due_after_the_warm_up() {
        Schedule schedule = new Schedule(BEGIN, 10, 1, 2 * SECOND, SECOND);
        assertThat(schedule.firstMeasured()).isEqualTo(20);
        assertThat(schedule.due(schedule.firstMeasured())).isEqualTo(BEGIN + 2 * SECOND);
        assertThat(schedule.messages()).isEqualTo(30);
    }

    @Test
    void bursts_are_not_cut_by_the_end_of_the_warm_up_or_of_the_run() {
        Schedule schedule = new Schedule(BEGIN, 10, 4, SECOND, SECOND);
        assertThat(schedule.firstMeasured()).isEqualTo(12);
        assertThat(schedule.messages()).isEqualTo(20);
    }

    @Test
    void a_rate_slower_than_the_duration_sends_one_burst_all_the_same() {
        Schedule schedule = new Schedule(BEGIN, 1, 100, SECOND, SECOND);
        assertThat(schedule.messages() - schedule.firstMeasured()).isEqualTo(100);
    }
}
