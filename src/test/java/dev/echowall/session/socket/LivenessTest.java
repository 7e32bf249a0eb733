package dev.echowall.session.socket;

import static dev.echowall.session.socket.Liveness.Action.GIVE_UP;
import static dev.echowall.session.socket.Liveness.Action.PING;
import static dev.echowall.session.socket.Liveness.Action.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long INTERVAL = 25_000;
    private static final long TIMEOUT = 8_000;
    private final Liveness liveness = new Liveness(INTERVAL, TIMEOUT, false, 0);

    @Test
    void a_silent_peer_is_pinged_after_the_interval() {
        assertThat(liveness.judge(INTERVAL - 1, 0, false)).isEqualTo(WAIT);
        assertThat(liveness.next(INTERVAL - 1, false)).isEqualTo(1);
        assertThat(liveness.judge(INTERVAL, 0, false)).isEqualTo(PING);
    }

    @Test
    void a_peer_that_speaks_is_not_pinged() {
        liveness.heard(20_000);
        assertThat(liveness.judge(INTERVAL, 0, false)).isEqualTo(WAIT);
        assertThat(liveness.next(INTERVAL, false)).isEqualTo(20_000);
    }

    @Test
    void a_peer_that_expects_pings_is_pinged_once_an_interval_whatever_it_says() {
        Liveness scheduled = new Liveness(INTERVAL, TIMEOUT, true, 0);
        scheduled.heard(20_000);
        assertThat(scheduled.judge(INTERVAL, 0, false)).isEqualTo(PING);
        scheduled.heard(INTERVAL + 100);
        assertThat(scheduled.next(INTERVAL + 100, false)).isEqualTo(INTERVAL - 100);
        scheduled.heard(2 * INTERVAL - 1);
        assertThat(scheduled.judge(2 * INTERVAL - 1, 0, false)).isEqualTo(WAIT);
        assertThat(scheduled.judge(2 * INTERVAL, 0, false)).isEqualTo(PING);
    }

    @Test
    void a_peer_that_does_not_answer_is_given_up_after_the_timeout() {
        liveness.judge(INTERVAL, 0, false);
        assertThat(liveness.judge(INTERVAL + TIMEOUT - 1, 0, false)).isEqualTo(WAIT);
        assertThat(liveness.judge(INTERVAL + TIMEOUT, 0, false)).isEqualTo(GIVE_UP);
    }

    @Test
    void any_word_from_the_peer_is_an_answer() {
        liveness.judge(INTERVAL, 0, false);
        liveness.heard(INTERVAL + 100);
        assertThat(liveness.judge(INTERVAL + TIMEOUT, 0, false)).isEqualTo(WAIT);
        assertThat(liveness.judge(2 * INTERVAL + 100, 0, false)).isEqualTo(PING);
    }

    @Test
    void the_timeout_counts_from_when_the_ping_has_left() {
        liveness.judge(INTERVAL, 0, false);
        liveness.pingLeft(INTERVAL + 5_000);
        assertThat(liveness.judge(INTERVAL + TIMEOUT, 0, false)).isEqualTo(WAIT);
        assertThat(liveness.judge(INTERVAL + 5_000 + TIMEOUT, 0, false)).isEqualTo(GIVE_UP);
    }

    @Test
    void a_slow_reader_that_takes_a_byte_now_and_then_is_kept() {
        liveness.judge(INTERVAL, 0, true);
        for (int i = 1; i <= 10; i++) {
            assertThat(liveness.judge(INTERVAL + i * (TIMEOUT - 1), i, true)).isEqualTo(WAIT);
        }
    }

    @Test
    void with_a_backlog_its_progress_is_looked_at_more_often() {
        liveness.judge(INTERVAL, 0, true);
        assertThat(liveness.next(INTERVAL, true)).isEqualTo(TIMEOUT / 4);
    }

    @Test
    void a_peer_that_speaks_but_takes_nothing_is_given_up() {
        for (long now = 0; now < INTERVAL + TIMEOUT; now += 1000) {
            liveness.heard(now);
            assertThat(liveness.judge(now, 5, true)).isEqualTo(WAIT);
        }
        liveness.heard(INTERVAL + TIMEOUT);
        assertThat(liveness.judge(INTERVAL + TIMEOUT, 5, true)).isEqualTo(GIVE_UP);
    }

    @Test
    void a_backlog_that_has_only_begun_is_not_held_against_a_peer_idle_before() {
        liveness.heard(INTERVAL - 1);
        liveness.judge(INTERVAL, 0, false);
        liveness.heard(INTERVAL + 30_000);
        assertThat(liveness.judge(INTERVAL + 40_000, 0, true)).isEqualTo(WAIT);
    }
}
