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
    private final List<String> beaten = new ArrayList<>();
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final TimingWheel pulse = new TimingWheel(loop.eventLoop(), () -> now, TICK);

    private final class Named extends TimingWheel.Beat {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        void beat() {
            beaten.add(name);
        }
    }

    private void pass(long ms) {
        for (long until = now + ms; now < until; ) {
            now = Math.min(until, now + TICK);
            pulse.turn();
        }
    }

    @Test
    void a_beat_comes_once_when_its_time_has_come() {
        pulse.in(1000, new Named("a"));
        pass(900);
        assertThat(beaten).isEmpty();
        pass(200);
        assertThat(beaten).containsExactly("a");
        pass(200_000);
        assertThat(beaten).containsExactly("a");
    }

    @Test
    void a_beat_set_again_comes_at_the_new_time_only() {
        Named beat = new Named("a");
        pulse.in(1000, beat);
        pulse.in(5000, beat);
        pass(4000);
        assertThat(beaten).isEmpty();
        pass(1100);
        assertThat(beaten).containsExactly("a");
    }

    @Test
    void a_cancelled_beat_does_not_come() {
        Named kept = new Named("kept");
        Named gone = new Named("gone");
        pulse.in(1000, gone);
        pulse.in(1000, kept);
        pulse.cancel(gone);
        pass(1100);
        assertThat(beaten).containsExactly("kept");
    }

    @Test
    void a_beat_may_set_itself_again() {
        TimingWheel.Beat[] beat = new TimingWheel.Beat[1];
        beat[0] = new TimingWheel.Beat() {
            @Override
            void beat() {
                beaten.add("a");
                pulse.in(0, beat[0]);
            }
        };
        pulse.in(0, beat[0]);
        pass(5 * TICK);
        assertThat(beaten).hasSize(5);
    }

    @Test
    void after_a_long_pause_everything_due_comes_once() {
        for (int i = 0; i < 1000; i++) {
            pulse.in(i * 60L, new Named("a"));
        }
        now += 10_000_000;
        pulse.turn();
        assertThat(beaten).hasSize(1000);
    }

    @Test
    void no_beat_is_early_and_none_is_late_by_more_than_a_tick() {
        Random random = new Random(13);
        List<Long> errors = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            long due = now + random.nextInt(120_000);
            pulse.in(due - now, new TimingWheel.Beat() {
                @Override
                void beat() {
                    errors.add(now - due);
                }
            });
            pass(random.nextInt(3) * 10L);
        }
        pass(130_000);
        assertThat(errors).hasSize(2000).allMatch(late -> late > -TICK && late <= TICK);
    }
}
