package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private final LatencyHistogram latencies = new LatencyHistogram();

    @Test
    void percentiles_are_right_within_a_sixteenth() {
        for (int micros = 1; micros <= 100_000; micros++) {
            latencies.add(micros * 1_000L);
        }
        assertThat(latencies.percentile(50)).isCloseTo(50, within(50 / 16.0));
        assertThat(latencies.percentile(99)).isCloseTo(99, within(99 / 16.0));
        assertThat(latencies.percentile(100)).isEqualTo(100);
        assertThat(latencies.longest()).isEqualTo(100);
        assertThat(latencies.count()).isEqualTo(100_000);
    }

    @Test
    void nothing_took_no_time() {
        assertThat(latencies.percentile(50)).isZero();
        assertThat(latencies.longest()).isZero();
    }

    @Test
    void the_longest_that_a_number_can_say_has_its_place() {
        latencies.add(Long.MAX_VALUE);
        latencies.add(-5);
        assertThat(latencies.percentile(50)).isZero();
        assertThat(latencies.percentile(100)).isEqualTo(latencies.longest());
    }
}
