package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.Batch;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PendingBatchesTest {
    private static final ChannelName ECHO = ChannelName.of("echo");

    private final PendingBatches heard = new PendingBatches();

    @Test
    void the_first_of_a_turn_is_told_apart() {
        assertThat(heard.add(batch("x", 1, 1, 10))).isTrue();
        assertThat(heard.add(batch("x", 2, 2, 10))).isFalse();
        heard.take();
        assertThat(heard.add(batch("x", 3, 3, 10))).isTrue();
    }

    @Test
    void batches_that_follow_each_other_become_one() {
        hear(batch("x", 1, 1, 10), batch("x", 2, 5, 10), batch("x", 6, 6, 10));
        assertThat(spans()).containsExactly("x:1-6");
    }

    @Test
    void another_epoch_a_hole_and_what_is_told_twice_begin_another_batch() {
        hear(
                batch("x", 1, 2, 10),
                batch("x", 2, 3, 10),
                batch("x", 5, 6, 10),
                batch("y", 7, 7, 10),
                batch("y", 8, 9, 10));
        assertThat(spans()).containsExactly("x:1-2", "x:2-3", "x:5-6", "y:7-9");
    }

    @Test
    void batches_are_joined_up_to_256_kilobytes() {
        hear(batch("x", 1, 1, 200_000), batch("x", 2, 2, 60_000), batch("x", 3, 3, 60_000), batch("x", 4, 4, 300_000));
        assertThat(spans()).containsExactly("x:1-2", "x:3-3", "x:4-4");
    }

    private void hear(Batch... batches) {
        for (Batch each : batches) {
            heard.add(each);
        }
    }

    private List<String> spans() {
        return heard.take().stream()
                .map(each -> each.epoch() + ":" + each.first() + "-" + each.last())
                .toList();
    }

    private static Batch batch(String epoch, long first, long last, int bytes) {
        Payload payload = Payload.text("x".repeat(bytes));
        return new Batch(
                ECHO,
                epoch,
                LongStream.rangeClosed(first, last)
                        .mapToObj(offset -> new Publication(ECHO, epoch, offset, 0, "node1", payload))
                        .toList());
    }
}
