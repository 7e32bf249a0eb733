package dev.echowall.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void a_bucket_holds_one_seconds_worth_and_fills_again_evenly() {
        Rate rate = new Rate(10, false);
        long bucket = 0;
        for (int i = 0; i < 10; i++) {
            assertThat(rate.waiting(bucket, 0)).isZero();
            bucket = rate.taken(bucket, 0);
        }
        assertThat(rate.waiting(bucket, 0)).isEqualTo(SECOND / 10);
        assertThat(rate.waiting(bucket, SECOND / 10)).isZero();
        bucket = rate.taken(bucket, SECOND / 10);
        assertThat(rate.waiting(bucket, SECOND / 10)).isEqualTo(SECOND / 10);
    }

    @Test
    void a_bucket_that_was_never_touched_is_full_and_no_more() {
        Rate rate = new Rate(3, false);
        long now = 3600 * SECOND;
        long bucket = 0;
        int taken = 0;
        while (rate.waiting(bucket, now) == 0) {
            bucket = rate.taken(bucket, now);
            taken++;
        }
        assertThat(taken).isEqualTo(3);
    }

    @Test
    void however_many_share_a_bucket_it_is_full_again_after_two_seconds() {
        Rate rate = new Rate(1, false);
        long bucket = 0;
        for (int i = 0; i < 1_000; i++) {
            bucket = rate.taken(bucket, 0);
        }
        assertThat(rate.waiting(bucket, 2 * SECOND)).isZero();
    }

    @Test
    void addresses_seldom_share_a_bucket() {
        AddressBuckets buckets = new AddressBuckets(new Rate(1, false));
        long places = IntStream.range(0, 1_000)
                .map(i -> buckets.place(address("10.0." + i / 250 + "." + i % 250)))
                .distinct()
                .count();
        assertThat(places).isGreaterThan(950);
        assertThat(buckets.place(address("2001:db8::1"))).isEqualTo(buckets.place(address("2001:db8::2")));
    }

    @Test
    void clients_on_this_machine_may_be_spared_and_others_not() {
        RateLimits rates = new RateLimits(new Rate(100, true), new Rate(1_000_000, true));
        RateLimiter own = rates.ofConnection(address("127.0.0.1"));
        RateLimiter other = rates.ofConnection(address("203.0.113.7"));
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            assertThat(own.message()).isNull();
            refused += other.message() == null ? 0 : 1;
        }
        assertThat(refused).isPositive();
        assertThat(new RateLimits(new Rate(0, false), Rate.NONE).areNone()).isTrue();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void in_an_hour_one_comes_back_after_its_part_of_the_hour() {
        Rate rate = Rate.anHour(60, false);
        long bucket = 0;
        for (int i = 0; i < 60; i++) {
            assertThat(rate.waiting(bucket, 0)).isZero();
            bucket = rate.taken(bucket, 0);
        }
        assertThat(rate.waiting(bucket, 0)).isEqualTo(60_000_000_000L);
        assertThat(rate.waiting(bucket, 60_000_000_000L)).isZero();
    }
}
