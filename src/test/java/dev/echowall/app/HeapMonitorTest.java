package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapMonitorTest {
    private final HeapMonitor watch = new HeapMonitor();

    @Test
    void a_heap_that_stays_full_while_the_collector_does_nothing_else_is_hopeless() {
        for (int second = 1; second < 4; second++) {
            assertThat(watch.isHopeless(0.99, 0.9, 1)).isFalse();
        }
        assertThat(watch.isHopeless(0.99, 0.9, 1)).isTrue();
    }

    @Test
    void a_full_heap_with_little_to_collect_is_not() {
        for (int second = 0; second < 100; second++) {
            assertThat(watch.isHopeless(0.99, 0.3, 1)).isFalse();
        }
    }

    @Test
    void one_breath_in_between_is_hope() {
        for (int second = 0; second < 100; second++) {
            assertThat(watch.isHopeless(second % 3 == 0 ? 0.8 : 0.99, 0.9, 1)).isFalse();
        }
    }

    @Test
    void one_long_stop_in_which_nobody_got_a_turn_counts_for_its_length() {
        assertThat(watch.isHopeless(0.99, 0.95, 6)).isTrue();
    }
}
