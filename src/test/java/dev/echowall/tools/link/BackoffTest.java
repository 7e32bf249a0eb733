package dev.echowall.tools.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final double NEARLY_ONE = Math.nextDown(1.0);

    @Test
    void the_ceiling_doubles_up_to_its_cap() {
        Backoff backoff = backoff(0.5);
        assertThat(Stream.generate(backoff::next).limit(9).map(Duration::toMillis))
                .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    }

    @Test
    void the_delay_is_anything_between_nothing_and_the_ceiling() {
        assertThat(backoff(0).next()).isZero();
        assertThat(backoff(NEARLY_ONE).next()).isEqualTo(Duration.ofMillis(99));
    }

    @Test
    void it_never_overflows() {
        Backoff backoff = backoff(NEARLY_ONE);
        assertThat(Stream.generate(backoff::next).limit(10_000))
                .allMatch(delay -> !delay.isNegative() && delay.toMillis() < 10_000);
    }

    @Test
    void a_connection_that_lasted_is_a_new_start() {
        Backoff backoff = backoff(0.5);
        backoff.next();
        backoff.next();
        backoff.lasted(Duration.ofSeconds(10));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void a_connection_that_was_cut_at_once_is_not() {
        Backoff backoff = backoff(0.5);
        backoff.next();
        backoff.lasted(Duration.ofSeconds(9));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
    }

    private static Backoff backoff(double random) {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), () -> random);
    }
}
