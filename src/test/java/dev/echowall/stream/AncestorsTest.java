package dev.echowall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What positions of former epochs are worth. */
class AncestorsTest {
    private static final long NOW = 1_000;

    private final Stream stream = new Stream(ChannelName.of("echo"), "x7", NOW);

    @BeforeEach
    void three_are_published() {
        List<Draft> drafts = List.of(draft("a"), draft("b"), draft("c"));
        long[] outcomes = stream.decide("sender", 1, drafts, NOW);
        stream.apply("sender", 1, drafts, outcomes, "node1", NOW, Retention.UNLIMITED);
    }

    private static Draft draft(String text) {
        return new Draft(Payload.text(text), null, 0);
    }

    @Test
    void a_position_of_a_former_epoch_is_good_as_far_as_the_epochs_are_the_same() {
        Stream next = stream.under("y8", 2);

        assertThat(next.read(new Position("x7", 1), 10, 1_000, Long.MIN_VALUE))
                .isEqualTo(new Recovered("y8", 3, next.publications().subList(1, 3)));
        assertThat(next.read(new Position("x7", 2), 10, 1_000, Long.MIN_VALUE))
                .isEqualTo(new Recovered("y8", 3, next.publications().subList(2, 3)));
        assertThat(next.read(new Position("x7", 3), 10, 1_000, Long.MIN_VALUE))
                .isEqualTo(new Unrecoverable("y8", 3, Reason.EPOCH, 1));
        assertThat(next.read(new Position("z9", 1), 10, 1_000, Long.MIN_VALUE))
                .isEqualTo(new Unrecoverable("y8", 3, Reason.EPOCH, 1));
    }

    @Test
    void after_a_second_loss_each_epoch_is_good_as_far_as_it_was_known() {
        Stream third = stream.under("y8", 3).under("z9", 1);

        assertThat(third.isOfThisHistory(new Position("y8", 1))).isTrue();
        assertThat(third.isOfThisHistory(new Position("x7", 3))).isTrue();
        assertThat(third.isOfThisHistory(new Position("y8", 2))).isFalse();
    }

    @Test
    void the_oldest_of_many_former_epochs_is_forgotten() {
        Stream last = stream;
        for (int i = 0; i < 9; i++) {
            last = last.under("e" + i, 0);
        }

        assertThat(last.ancestors().positions()).hasSize(8);
        assertThat(last.isOfThisHistory(new Position("e0", 0))).isTrue();
        assertThat(last.isOfThisHistory(new Position("x7", 0))).isFalse();
    }
}
