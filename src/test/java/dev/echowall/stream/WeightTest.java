package dev.echowall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WeightTest {
    private static final Bounds MUCH = new Bounds(1_000, 1 << 20, 0, 60_000);

    private final Stream stream = new Stream(ChannelName.of("echo"), "x7", 1_000_000, () -> 1_000_000);
    private long sequence;

    private void say(Bounds bounds, String text, @Nullable String id) {
        List<Draft> drafts = List.of(new Draft(Payload.text(text), id, 0));
        long[] verdicts = stream.decide("s", ++sequence, drafts, 1_000_000);
        stream.apply("s", sequence, drafts, verdicts, "n", 1_000_000, bounds);
    }

    @Test
    void a_publication_weighs_its_payload_and_what_goes_with_it() {
        say(MUCH, "", null);
        long before = stream.weight();
        say(MUCH, "x".repeat(1_000), null);

        assertThat(stream.weight() - before).isEqualTo(1_000 + Weight.PUBLICATION);
        assertThat(stream.keptWeight()).isEqualTo(1_000 + 2 * Weight.PUBLICATION);
    }

    @Test
    void an_id_weighs_the_same_however_long_it_is() {
        say(MUCH, "", "k");
        long before = stream.weight();
        say(MUCH, "", "k".repeat(128));

        assertThat(stream.weight() - before).isEqualTo(Weight.ID + Weight.PUBLICATION);
    }

    @Test
    void no_more_is_kept_than_may_weigh_so_much_and_the_newest_is_what_stays() {
        Bounds little = MUCH.within(3 * Weight.PUBLICATION);
        for (int i = 0; i < 10; i++) {
            say(little, "", null);
        }

        assertThat(stream.publications()).extracting(each -> each.offset()).containsExactly(8L, 9L, 10L);
        assertThat(stream.keptWeight()).isEqualTo(3 * Weight.PUBLICATION);
    }

    @Test
    void what_is_too_much_goes_in_whole_publications() {
        say(MUCH, "x".repeat(1_000), null);
        say(MUCH, "x".repeat(1_000), null);
        long one = 1_000 + Weight.PUBLICATION;

        assertThat(stream.excess(2 * one)).isZero();
        assertThat(stream.excess(2 * one - 1)).isEqualTo(one);
        assertThat(stream.excess(0)).isEqualTo(2 * one);
    }

    @Test
    void a_copy_weighs_what_the_original_does() {
        say(MUCH, "one", "k");
        say(MUCH, "two", null);

        assertThat(StreamCopies.of(stream).weight()).isEqualTo(stream.weight());
    }
}
