package dev.echowall.session.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimingWheelTest {
    private static final long TICK = 100;
    private long now = 1_000_000;
    private final List<String> expired = new ArrayList<>();
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final TimingWheel wheel = new TimingWheel(loop.eventLoop(), () -> now, TICK);

    private final class Named extends TimingWheel.Timeout {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        void expired() {
            expired.add(name);
        }
    }

    private void pass(long ms) {
        for (long until = now + ms; now < until; ) {
            now = Math.min(until, now + TICK);
            wheel.turn();
        }
    }

    @Test
    void a_timeout_comes_once_when_its_time_has_come() {
        wheel.schedule(1000, new Named("a"));
        pass(900);
        assertThat(expired).isEmpty();
        pass(200);
        assertThat(expired).containsExactly("a");
        pass(200_000);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void a_timeout_set_again_comes_at_the_new_time_only() {
        Named timeout = new Named("a");
        wheel.schedule(1000, timeout);
        wheel.schedule(5000, timeout);
        pass(4000);
        assertThat(expired).isEmpty();
        pass(1100);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void a_cancelled_beat_does_not_come() {
        Named kept = new Named("kept");
        Named gone = new Named("gone");
        wheel.schedule(1000, gone);
        wheel.schedule(1000, kept);
        wheel.cancel(gone);
        pass(1100);
        assertThat(expired).containsExactly("kept");
    }

    @Test
    void a_timeout_may_set_itself_again() {
        TimingWheel.Timeout[] timeout = new TimingWheel.Timeout[1];
        timeout[0] = new TimingWheel.Timeout() {
            @Override
            void expired() {
                expired.add("a");
                wheel.schedule(0, timeout[0]);
            }
        };
        wheel.schedule(0, timeout[0]);
        pass(5 * TICK);
        assertThat(expired).hasSize(5);
    }

    @Test
    void after_a_long_pause_everything_due_comes_once() {
        for (int i = 0; i < 1000; i++) {
            wheel.schedule(i * 60L, new Named("a"));
        }
        now += 10_000_000;
        wheel.turn();
        assertThat(expired).hasSize(1000);
    }

    @Test
    void no_beat_is_early_and_none_is_late_by_more_than_a_tick() {
        Random random = new Random(13);
        List<Long> errors = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            long due = now + random.nextInt(120_000);
            wheel.schedule(due - now, new TimingWheel.Timeout() {
                @Override
                void expired() {
                    errors.add(now - due);
                }
            });
            pass(random.nextInt(3) * 10L);
        }
        pass(130_000);
        assertThat(errors).hasSize(2000).allMatch(late -> late > -TICK && late <= TICK);
    }
}
