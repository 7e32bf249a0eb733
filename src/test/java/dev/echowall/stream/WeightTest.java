package dev.echowall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.channel.Tags;
import dev.echowall.stream.Recovery.Recovered;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WeightTest {
    private static final Retention MUCH = new Retention(1_000, 1 << 20, 0, 60_000);

    private final Stream stream = new Stream(ChannelName.of("echo"), "x7", 1_000_000, () -> 1_000_000);
    private long sequence;

    private void say(Retention retention, String text, @Nullable String id) {
        say(retention, new Draft(Payload.text(text), id, 0));
    }

    private void say(Retention retention, Draft draft) {
        List<Draft> drafts = List.of(draft);
        long[] outcomes = stream.decide("s", ++sequence, drafts, 1_000_000);
        stream.apply("s", sequence, drafts, outcomes, "n", 1_000_000, retention);
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
    void what_is_told_of_a_publication_weighs_too_and_may_be_too_much() {
        ClientInfo info = new ClientInfo("42", "c1", new byte[2_000], new byte[1_000]);
        Map<String, String> tags = Map.of("k", "x".repeat(500));
        say(MUCH, "", null);
        long before = stream.weight();
        say(MUCH, new Draft(Payload.text("text"), null, 0, info, tags));
        long told = stream.weight() - before;

        assertThat(told).isEqualTo(Weight.PUBLICATION + 4 + info.size() + Tags.size(tags));
        assertThat(told).isBetween(3_500L, 4_800L);
        assertThat(stream.excess(0)).isEqualTo(stream.keptWeight());

        say(MUCH.within(told), "", null);
        assertThat(stream.keptWeight()).isEqualTo(Weight.PUBLICATION);
    }

    @Test
    void what_is_told_counts_among_the_bytes_that_a_channel_keeps_and_a_read_gives() {
        Draft draft =
                new Draft(Payload.text("text"), null, 0, new ClientInfo("42", "c1", new byte[1_000], null), Map.of());
        Retention retention = new Retention(1_000, 2L * draft.size(), 0, 60_000);
        for (int i = 0; i < 5; i++) {
            say(retention, draft);
        }
        Recovery page = stream.read(new Position("x7", 3), 10, draft.size(), Long.MIN_VALUE);

        assertThat(stream.publications()).extracting(Publication::offset).containsExactly(4L, 5L);
        assertThat(((Recovered) page).publications()).hasSize(1);
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
        Retention little = MUCH.within(3 * Weight.PUBLICATION);
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
