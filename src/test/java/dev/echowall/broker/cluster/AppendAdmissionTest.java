package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import dev.echowall.stream.Weight;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AppendAdmissionTest {
    private static final Retention MUCH = new Retention(1_000, 1 << 20, 0, 60_000);

    private final HistoryBudget budget = new HistoryBudget();
    private final StreamCopy copy =
            new StreamCopy(new Stream(ChannelName.of("c"), "x", 1_000), StreamVersion.NONE, Term.NONE);

    private static BatchHeader header(long sequence, boolean reserved, Retention retention) {
        return new BatchHeader("s", sequence, "n", true, reserved, retention);
    }

    private static List<Draft> drafts(int bytes, @Nullable String id) {
        return List.of(new Draft(Payload.text("x".repeat(bytes)), id, 0));
    }

    private void keeps(int bytes) {
        List<Draft> drafts = drafts(bytes, null);
        copy.stream().apply("s", 1, drafts, new long[] {1}, "n", 1_000, MUCH);
    }

    private void full() {
        budget.limit(1_000);
        budget.add(1_000);
    }

    private boolean has(@Nullable StreamCopy of, BatchHeader header, List<Draft> drafts) {
        return new AppendAdmission(budget, List.of("b"), of).has(header, drafts);
    }

    @Test
    void with_memory_left_there_is_room_for_anything() {
        assertThat(has(null, header(1, false, MUCH), drafts(10_000, "k"))).isTrue();
    }

    @Test
    void with_none_left_no_channel_begins_but_one_that_the_configuration_names() {
        full();
        assertThat(has(null, header(1, false, MUCH), drafts(1, null))).isFalse();
        assertThat(has(null, header(1, true, MUCH), drafts(1, null))).isTrue();
    }

    @Test
    void a_stream_makes_room_by_giving_up_as_much_of_its_own_past_and_no_more_than_it_has() {
        keeps(100);
        full();
        assertThat(has(copy, header(2, false, MUCH), drafts(100, null))).isTrue();
        assertThat(has(copy, header(2, false, MUCH), drafts(101, null))).isFalse();
        assertThat(new AppendAdmission(budget, List.of(), copy)
                        .retention(header(2, false, MUCH), drafts(50, null))
                        .weight())
                .isEqualTo(100 + Weight.PUBLICATION);
    }

    @Test
    void what_is_told_of_a_publication_needs_room_like_its_payload() {
        keeps(1_000);
        full();
        ClientInfo info = new ClientInfo("42", "c1", new byte[500], null);
        int told = info.size();
        assertThat(has(copy, header(2, false, MUCH), told(1_000 - told, info))).isTrue();
        assertThat(has(copy, header(2, false, MUCH), told(1_001 - told, info))).isFalse();
    }

    private static List<Draft> told(int bytes, ClientInfo info) {
        return List.of(new Draft(Payload.text("x".repeat(bytes)), null, 0, info, Map.of()));
    }

    @Test
    void an_id_needs_room_also_where_nothing_is_kept_and_where_there_is_always_room_for_the_rest() {
        keeps(100);
        full();
        assertThat(has(copy, header(2, false, MUCH), drafts(100, "k"))).isFalse();
        Retention nothing = new Retention(0, 0, 0, 60_000);
        StreamCopy empty = new StreamCopy(new Stream(ChannelName.of("e"), "x", 1_000), StreamVersion.NONE, Term.NONE);
        assertThat(has(empty, header(2, false, nothing), drafts(100, null))).isTrue();
        assertThat(has(empty, header(2, false, nothing), drafts(100, "k"))).isFalse();
        assertThat(has(empty, header(2, true, nothing), drafts(100, "k"))).isFalse();
    }

    @Test
    void what_was_taken_already_is_answered_again_whatever_is_left() {
        keeps(100);
        full();
        assertThat(has(copy, header(1, false, MUCH), drafts(100_000, null))).isTrue();
    }

    @Test
    void a_backup_without_room_counts_for_as_long_as_it_says_so() {
        assertThat(has(null, header(1, false, MUCH), drafts(1, null))).isTrue();
        budget.told("b");
        assertThat(has(null, header(1, false, MUCH), drafts(1, null))).isFalse();
    }

    @Test
    void what_is_accepted_is_kept_however_little_a_stream_may_keep() {
        budget.agreed(10);
        assertThat(new AppendAdmission(budget, List.of(), copy)
                        .retention(header(1, false, MUCH), drafts(500, null))
                        .weight())
                .isEqualTo(500 + Weight.PUBLICATION);
    }
}
