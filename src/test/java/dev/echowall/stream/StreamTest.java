package dev.echowall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final ChannelName ECHO = ChannelName.of("echo");
    private static final Retention MUCH = new Retention(1000, 1 << 20, 0, 60_000);

    private Retention retention = MUCH;
    private long sequence;
    private long now = 1_000_000;
    /** How far the clock is ahead of the time that passes. */
    private long ahead;

    private final Stream stream = new Stream(ECHO, "x7", now, () -> now - ahead);

    @Test
    void offsets_count_up_from_one() {
        assertThat(say("a", "b")).containsExactly(1, 2);
        assertThat(say("c")).containsExactly(3);
        assertThat(stream.top()).isEqualTo(3);
    }

    @Test
    void a_publication_carries_what_is_known_of_it() {
        say("a");

        assertThat(read(0)).containsExactly(new Publication(ECHO, "x7", 1, now, "node1", Payload.text("a")));
    }

    @Test
    void a_publication_carries_who_published_it_and_its_tags_also_under_another_epoch() {
        ClientInfo info = new ClientInfo("42", "c1", null, null);
        decideAndApply(new Draft(Payload.text("a"), null, 0, info, Map.of("k", "v")));
        Publication said = new Publication(ECHO, "x7", 1, now, "node1", Payload.text("a"), info, Map.of("k", "v"));

        assertThat(read(0)).containsExactly(said);
        assertThat(stream.under("y8", 1).publications()).containsExactly(said.under("y8"));
    }

    @Test
    void of_one_id_the_first_is_taken_whoever_says_it_again() {
        ClientInfo first = new ClientInfo("42", "c1", null, null);
        ClientInfo second = new ClientInfo("43", "c2", null, null);
        decideAndApply(new Draft(Payload.text("a"), "k", 0, first, Map.of()));
        long[] again = decideAndApply(new Draft(Payload.text("a"), "k", 0, second, Map.of("k", "v")));

        assertThat(again).containsExactly(-1);
        assertThat(read(0)).extracting(Publication::info).containsExactly(first);
    }

    @Test
    void only_so_many_are_kept() {
        retention = new Retention(2, 1000, 0, 60_000);
        say("a", "b", "c");

        assertThat(texts(1)).containsExactly("b", "c");
    }

    @Test
    void only_so_many_bytes_are_kept() {
        retention = new Retention(10, 5, 0, 60_000);
        say("aaa", "bbb");
        say("cc");

        assertThat(texts(1)).containsExactly("bbb", "cc");
    }

    @Test
    void what_is_larger_than_all_that_may_be_kept_has_an_offset_but_is_not_kept() {
        retention = new Retention(10, 5, 0, 60_000);

        assertThat(say("much too long")).containsExactly(1);
        assertThat(recover(0)).isEqualTo(new Unrecoverable("x7", 1, Reason.TRIMMED, 2));
    }

    @Test
    void what_is_too_old_leaves_with_the_next_publication() {
        retention = new Retention(10, 1000, 500, 60_000);
        say("old");
        now += 501;
        say("new");

        assertThat(stream.publications()).hasSize(1);
        assertThat(texts(1)).containsExactly("new");
    }

    @Test
    void what_is_too_old_is_not_read_although_it_is_still_there() {
        say("old");
        now += 100;
        say("new");

        assertThat(stream.read(new Position("x7", 0), 10, 1000, now - 50))
                .isEqualTo(new Unrecoverable("x7", 2, Reason.TRIMMED, 2));
    }

    @Test
    void what_is_too_old_leaves_without_a_publication_when_the_stream_is_aged() {
        say("old");
        now += 501;
        stream.age(now, new Retention(10, 1000, 500, 60_000));

        assertThat(stream.publications()).isEmpty();
        assertThat(stream.top()).isEqualTo(1);
    }

    @Test
    void without_history_there_is_one_order_but_nothing_to_catch_up_from() {
        retention = new Retention(0, 1000, 0, 60_000);

        assertThat(say("a", "b")).containsExactly(1, 2);
        assertThat(recover(2)).isEqualTo(new Recovered("x7", 2, List.of()));
        assertThat(recover(1)).isEqualTo(new Unrecoverable("x7", 2, Reason.TRIMMED, 3));
    }

    @Test
    void an_id_said_again_gets_the_first_offset() {
        assertThat(decideAndApply(draft("a", "id1"))).containsExactly(1);
        say("b");

        assertThat(decideAndApply(draft("a", "id1"))).containsExactly(-1);
        assertThat(stream.top()).isEqualTo(2);
    }

    @Test
    void an_id_twice_in_one_batch_is_taken_once() {
        assertThat(decideAndApply(draft("a", "id1"), draft("b", null), draft("c", "id1")))
                .containsExactly(1, 2, -1);
    }

    @Test
    void an_id_is_remembered_when_nothing_is_kept() {
        retention = new Retention(0, 0, 1, 60_000);
        decideAndApply(draft("a", "id1"));
        now += 59_000;

        assertThat(decideAndApply(draft("a", "id1"))).containsExactly(-1);
    }

    @Test
    void an_id_is_forgotten_after_the_window() {
        decideAndApply(draft("a", "id1"));
        now += 60_001;
        say("b");

        assertThat(decideAndApply(draft("a", "id1"))).containsExactly(3);
    }

    @Test
    void the_same_batch_again_gets_the_same_verdicts_and_changes_nothing() {
        List<Draft> drafts = List.of(draft("a", null), draft("b", null));
        long[] first = decideAndApply("node1", 7, drafts);
        now += 5;

        assertThat(decideAndApply("node1", 7, drafts)).containsExactly(first);
        assertThat(stream.top()).isEqualTo(2);
    }

    @Test
    void the_same_batch_again_was_taken_when_it_was_taken_first() {
        long first = now;
        decideAndApply("node1", 7, List.of(draft("a", null)));
        now += 5;

        assertThat(stream.taken("node1", 7, now)).isEqualTo(first);
        assertThat(stream.taken("node1", 8, now)).isEqualTo(now);
        assertThat(stream.taken("node2", 7, now)).isEqualTo(now);
    }

    @Test
    void the_same_batch_again_is_known_although_another_sender_spoke_between() {
        List<Draft> drafts = List.of(draft("a", null));
        decideAndApply("node1", 7, drafts);
        decideAndApply("node2", 7, drafts);

        assertThat(decideAndApply("node1", 7, drafts)).containsExactly(1);
        assertThat(decideAndApply("node2", 7, drafts)).containsExactly(2);
        assertThat(stream.top()).isEqualTo(2);
    }

    @Test
    void a_batch_that_comes_after_the_senders_next_one_is_not_taken_a_second_time() {
        decideAndApply("node1", 7, List.of(draft("a", null)));
        decideAndApply("node1", 8, List.of(draft("b", null)));

        assertThat(decideAndApply("node1", 7, List.of(draft("a", null)))).containsExactly(AppendOutcome.LATE);
        assertThat(decideAndApply("node1", 8, List.of(draft("b", null)))).containsExactly(2);
        assertThat(stream.top()).isEqualTo(2);
    }

    @Test
    void of_one_rank_only_the_first_is_taken() {
        assertThat(decideAndApply(ranked(now))).containsExactly(1);
        assertThat(decideAndApply(ranked(now))).containsExactly(AppendOutcome.LATE);
        assertThat(decideAndApply(ranked(now - 1))).containsExactly(AppendOutcome.LATE);
        assertThat(decideAndApply(ranked(now + 1))).containsExactly(2);
    }

    @Test
    void of_one_rank_twice_in_a_batch_only_the_first_is_taken() {
        assertThat(decideAndApply(ranked(now), ranked(now), ranked(now + 1))).containsExactly(1, AppendOutcome.LATE, 2);
    }

    @Test
    void a_rank_far_from_the_time_is_refused_and_silences_nobody() {
        assertThat(decideAndApply(ranked(now + 2_001), ranked(now - 30_001))).containsExactly(0, 0);
        assertThat(decideAndApply(ranked(now + 2_000))).containsExactly(1);
    }

    @Test
    void a_rank_that_waited_for_its_owner_is_still_taken() {
        assertThat(decideAndApply(ranked(now - 30_000), ranked(now - 29_000), ranked(now)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void a_clock_that_jumps_an_hour_ahead_makes_it_forget_no_id_and_no_batch() {
        long[] first = decideAndApply("node1", 7, List.of(draft("a", "k")));
        ahead += 3_600_000;
        now += 3_600_000;
        stream.age(now, retention);
        takeAndApply("node2", 1, draft("b", null));

        assertThat(takeAndApply("node2", 2, draft("a", "k"))).containsExactly(AppendOutcome.repeated(1));
        assertThat(stream.decide("node1", 7, List.of(draft("a", "k")), now)).isEqualTo(first);
    }

    @Test
    void an_hour_ahead_and_back_is_no_time_at_all() {
        retention = new Retention(1000, 1 << 20, 10_000, 60_000);
        takeAndApply("node1", 1, draft("a", "k"));
        ahead += 3_600_000;
        now += 3_600_000;
        takeAndApply("node1", 2, draft("b", null));
        ahead -= 3_610_000;
        now -= 3_609_000;
        takeAndApply("node1", 3, draft("c", null));

        assertThat(takeAndApply("node1", 4, draft("a", "k"))).containsExactly(AppendOutcome.repeated(1));
        assertThat(texts(0)).containsExactly("a", "b", "c");
        assertThat(stream.publications().stream().map(Publication::time)).isSorted();
    }

    @Test
    void time_that_does_pass_is_followed_although_the_clock_is_wrong() {
        takeAndApply("node1", 1, draft("a", "k"));
        ahead += 3_600_000;
        now += 3_600_000;
        for (int minute = 0; minute < 2; minute++) {
            now += 40_000;
            takeAndApply("node1", 2 + minute, draft("b", null));
        }

        assertThat(takeAndApply("node1", 9, draft("a", "k"))).containsExactly(4);
    }

    @Test
    void a_clock_that_goes_back_makes_no_publication_older_than_the_one_before_it() {
        takeAndApply("node1", 1, draft("a", null));
        ahead -= 10_000;
        now -= 10_000;
        takeAndApply("node1", 2, draft("b", null));

        assertThat(stream.publications().get(1).time())
                .isEqualTo(stream.publications().get(0).time());
    }

    @Test
    void one_that_was_copied_believes_the_next_time_whatever_it_is_for_nobody_knows_how_long_it_was_idle() {
        say("a");
        Stream copy = StreamCopies.of(stream);

        assertThat(copy.taken("node2", 1, now + 3_600_000)).isEqualTo(now + 3_600_000);
    }

    @Test
    void publications_without_a_rank_do_not_mind_ranks() {
        decideAndApply(ranked(now));

        assertThat(say("a")).containsExactly(2);
        assertThat(stream.rank()).isEqualTo(now);
    }

    @Test
    void a_read_gives_so_many_at_most() {
        say("a", "b", "c");

        assertThat(stream.read(new Position("x7", 1), 1, 1000, Long.MIN_VALUE))
                .isEqualTo(new Recovered("x7", 3, List.of(stream.publications().get(1))));
    }

    @Test
    void a_read_gives_so_many_bytes_at_most_but_always_one() {
        say("aaaa", "bb", "cc");

        assertThat(recovered(0, 10, 6)).hasSize(2);
        assertThat(recovered(0, 10, 1)).hasSize(1);
    }

    @Test
    void an_empty_epoch_means_whatever_it_is_now() {
        say("a");

        assertThat(stream.read(new Position("", 0), 10, 1000, Long.MIN_VALUE)).isInstanceOf(Recovered.class);
    }

    @Test
    void a_position_of_another_epoch_does_not_go_on() {
        say("a");

        assertThat(stream.read(new Position("x6", 1), 10, 1000, Long.MIN_VALUE))
                .isEqualTo(new Unrecoverable("x7", 1, Reason.EPOCH, 1));
    }

    @Test
    void a_position_beyond_the_top_does_not_go_on() {
        say("a");

        assertThat(recover(2)).isEqualTo(new Unrecoverable("x7", 1, Reason.EPOCH, 1));
    }

    @Test
    void an_empty_stream_has_a_position() {
        assertThat(recover(0)).isEqualTo(new Recovered("x7", 0, List.of()));
    }

    private long[] say(String... texts) {
        return decideAndApply(
                "node1",
                ++sequence,
                List.of(texts).stream().map(t -> draft(t, null)).toList());
    }

    private long[] decideAndApply(Draft... drafts) {
        return decideAndApply("node1", ++sequence, List.of(drafts));
    }

    private long[] decideAndApply(String sender, long batch, List<Draft> drafts) {
        long[] outcomes = stream.decide(sender, batch, drafts, now);
        stream.apply(sender, batch, drafts, outcomes, "node1", now, retention);
        return outcomes;
    }

    private long[] takeAndApply(String sender, long batch, Draft draft) {
        long taken = stream.taken(sender, batch, now);
        long[] outcomes = stream.decide(sender, batch, List.of(draft), taken);
        stream.apply(sender, batch, List.of(draft), outcomes, "node1", taken, retention);
        return outcomes;
    }

    private Recovery recover(long after) {
        return stream.read(new Position("x7", after), 1000, 1 << 20, retention.oldestTime(now));
    }

    private List<Publication> read(long after) {
        return recovered(after, 1000, 1 << 20);
    }

    private List<Publication> recovered(long after, int count, int bytes) {
        return stream.read(new Position("x7", after), count, bytes, Long.MIN_VALUE) instanceof Recovered recovered
                ? recovered.publications()
                : List.of();
    }

    private List<String> texts(long after) {
        return read(after).stream().map(each -> each.payload().string()).toList();
    }

    private static Draft draft(String text, @Nullable String id) {
        return new Draft(Payload.text(text), id, 0);
    }

    private static Draft ranked(long rank) {
        return new Draft(Payload.text("tick"), null, rank);
    }
}
