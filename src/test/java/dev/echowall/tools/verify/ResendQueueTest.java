package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Payload;
import dev.echowall.tools.verify.ResendQueue.Kept;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResendQueueTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SECOND = 1_000_000_000;

    private final ResendQueue resends = new ResendQueue(LIMIT, new Random(7));

    @Test
    void nothing_is_sent_again_when_nothing_was_acknowledged() {
        assertThat(resends.next(0)).isNull();
    }

    @Test
    void what_is_sent_again_is_of_all_ages_up_to_the_limit() {
        long now = 0;
        Set<Long> ages = new HashSet<>();
        for (int number = 1; number <= 300; number++) {
            now += SECOND;
            resends.acknowledged(kept(number, now, now));
            Kept again = resends.next(now);
            if (again != null) {
                ages.add((now - again.nanos()) / SECOND / 15);
                assertThat(now - again.nanos()).isLessThan(LIMIT.toNanos());
            }
        }
        assertThat(ages).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    @Test
    void after_a_stall_the_one_before_it_and_the_one_in_it_are_sent_again_at_once() {
        Kept before = kept(1, 0, 1);
        Kept stalled = kept(2, 0, 3 * SECOND);
        resends.acknowledged(before);
        resends.acknowledged(stalled);
        assertThat(resends.next(3 * SECOND)).isEqualTo(before);
        assertThat(resends.next(3 * SECOND)).isEqualTo(stalled);
    }

    @Test
    void what_is_older_than_the_limit_is_not_sent_again() {
        resends.acknowledged(kept(1, 0, 2 * SECOND));
        for (int i = 0; i < 100; i++) {
            assertThat(resends.next(2 * SECOND + LIMIT.toNanos())).isNull();
        }
    }

    private static Kept kept(int number, long sent, long acknowledged) {
        return new Kept(
                new SentPublication(PayloadCodec.identity(1, number), "echo:a", null, sent),
                Payload.text("publication " + number),
                "key-" + number,
                acknowledged);
    }
}
