package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeHistogramTest {
    private final SizeHistogram sizes = new SizeHistogram();

    private void keeps(int count, long each) {
        for (int i = 0; i < count; i++) {
            sizes.add(each);
        }
    }

    @Test
    void the_large_ones_are_made_smaller_and_the_small_ones_keep_what_they_have() {
        keeps(1_000, 100);
        keeps(10, 1 << 20);
        assertThat(sizes.largest(1_000 * 100 + 10 * (1 << 16))).isEqualTo(1 << 16);
    }

    @Test
    void when_all_are_small_all_give_up_something() {
        keeps(1_000, 100);
        assertThat(sizes.largest(1_000 * 40)).isEqualTo(32);
    }

    @Test
    void when_nothing_may_be_kept_nothing_is() {
        keeps(1_000, 100);
        assertThat(sizes.largest(-1)).isZero();
        assertThat(sizes.largest(500)).isZero();
    }

    @Test
    void with_room_for_all_nobody_gives_up_anything() {
        keeps(1_000, 100);
        keeps(1, 1L << 40);
        assertThat(sizes.largest(1L << 50)).isGreaterThan(1L << 40);
    }
}
