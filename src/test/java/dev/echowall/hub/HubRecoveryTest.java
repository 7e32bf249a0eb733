package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Retention;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Going on from a position: out of the tail or the stream, with and without a gap. */
class HubRecoveryTest extends HubFixture {
    @Test
    void a_position_behind_the_tail_goes_on_from_the_stream() {
        broker.say(ECHO, 5);
        join(alice, new Position("x", 2));
        say(1);
        assertThat(alice.heard()).containsExactly("subscribed x:2");
        broker.answerRead();
        loop.turn();
        say(1);
        assertThat(alice.heard()).containsExactly("x:3", "x:4", "x:5", "x:6", "x:7");
        assertThat(broker.reads).isEmpty();
    }

    @Test
    void a_position_that_the_tail_reaches_needs_no_read() {
        join(alice, null);
        say(3);
        broker.stream(ECHO).trim(0);
        join(bob, new Position("x", 1));
        assertThat(bob.heard()).containsExactly("subscribed x:1", "x:2", "x:3");
        assertThat(broker.reads).isEmpty();
    }

    @Test
    void an_empty_epoch_is_the_one_of_now() {
        broker.say(ECHO, 1);
        join(alice, Position.parse(":0"));
        broker.answerRead();
        loop.turn();
        assertThat(alice.heard()).containsExactly("subscribed x:0", "x:1");
    }

    @Test
    void a_trimmed_position_is_told_as_a_gap_and_goes_on_from_the_oldest() {
        broker.say(ECHO, 9);
        broker.stream(ECHO).trim(2);
        join(alice, new Position("x", 3));
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:3", "gap x:3 trimmed x:8", "x:8", "x:9");
        assertThat(registry.get("echowall.gaps").counter().count()).isEqualTo(1);
    }

    @Test
    void a_position_of_another_epoch_is_told_as_a_gap() {
        broker.say(ECHO, 2);
        join(alice, new Position("old", 700));
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed old:700", "gap old:700 epoch x:1", "x:1", "x:2");
    }

    @Test
    void a_gap_goes_on_from_the_oldest_of_the_stream_even_if_the_tail_reaches_further_back() {
        join(bob, null);
        broker.sayUnheard(ECHO, 5);
        say(3);
        broker.stream(ECHO).trim(1);
        join(alice, new Position("x", 1));
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:1", "gap x:1 trimmed x:8", "x:8");
    }

    /** What the tail has beyond the limits of the channel's history is only for those who were subscribed all the while. */
    @ParameterizedTest
    @MethodSource("limits")
    void whether_others_are_subscribed_here_or_not_a_position_is_answered_alike(Retention retention, int kept) {
        Position first = new Position("x", 5L - kept);
        Position trimmed = new Position("x", 4L - kept);
        broker.retention = retention;
        broker.pad(97);
        join(bob, null);
        say(5);
        broker.stream(ECHO).trim(kept);

        join(alice, first);
        assertThat(broker.reads).as("what is kept is at hand").isEmpty();
        assertThat(alice.heard()).hasSize(1 + kept).noneMatch(each -> each.startsWith("gap"));
        assertThat(hub.recover(ECHO, first).result()).isInstanceOf(Recovery.Recovered.class);

        Future<Recovery> page = hub.recover(ECHO, trimmed);
        answerReads();
        assertThat(page.result()).isInstanceOf(Recovery.Unrecoverable.class);
        FakeSubscriber carol = new FakeSubscriber();
        Subscription behind = join(carol, trimmed);
        answerReads();
        assertThat(carol.heard()).element(1).asString().startsWith("gap x:" + trimmed.offset() + " trimmed");
        behind.cancel();
    }

    static List<Arguments> limits() {
        return List.of(
                Arguments.of(new Retention(2, Long.MAX_VALUE, 0, 0), 2),
                Arguments.of(new Retention(0, Long.MAX_VALUE, 0, 0), 0),
                Arguments.of(new Retention(Integer.MAX_VALUE, 200, 0, 0), 2));
    }

    @Test
    void what_is_older_than_the_history_may_be_is_asked_of_the_stream() {
        broker.retention = new Retention(Integer.MAX_VALUE, Long.MAX_VALUE, 1, 0);
        join(bob, null);
        say(3);
        broker.stream(ECHO).trim(0);
        join(alice, new Position("x", 1));
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:1", "gap x:1 trimmed x:4");
    }

    @Test
    void a_client_that_knows_more_than_was_heard_here_has_no_gap() {
        join(bob, null);
        broker.say(ECHO, 4);
        Runnable late = broker.onTheWay.remove();
        hub.subscribe(ECHO, new Position("x", 3), alice);
        loop.turn();
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:3", "x:4");
        late.run();
        say(1);
        assertThat(alice.heard()).containsExactly("x:5");
        assertThat(broker.reads).isEmpty();
    }

    @Test
    void a_new_epoch_is_told_to_everybody_and_goes_on_there() {
        Subscription slow = join(alice, null);
        join(bob, null);
        say(2);
        alice.writable = false;
        broker.lose(ECHO, "y");
        say(2);
        assertThat(bob.heard()).endsWith("x:2", "gap x:2 epoch y:1", "y:1", "y:2");
        assertThat(alice.heard()).endsWith("x:2", "gap x:2 epoch y:1");
        alice.writable = true;
        slow.pump();
        assertThat(alice.heard()).containsExactly("y:1", "y:2");
    }

    @Test
    void an_epoch_met_in_the_stream_first_is_told_once() {
        broker.say(ECHO, 5);
        join(alice, new Position("x", 2));
        broker.lose(ECHO, "y");
        broker.say(ECHO, 2);
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:2", "gap x:2 epoch y:1", "y:1", "y:2");
        broker.arrive();
        say(1);
        assertThat(alice.heard()).containsExactly("y:3");
    }

    @Test
    void a_read_begun_in_an_earlier_epoch_is_of_no_use() {
        broker.say(ECHO, 5);
        join(alice, new Position("x", 2));
        FakeBroker.Read read = broker.reads.remove();
        var stale = broker.recover(read);
        broker.lose(ECHO, "y");
        say(1);
        read.answer().complete(stale);
        loop.turn();
        assertThat(alice.heard()).containsExactly("subscribed x:2", "gap x:2 epoch y:1", "y:1");
    }

    @Test
    void offsets_of_an_earlier_epoch_are_not_taken_for_those_of_the_new_one() {
        join(alice, null);
        say(2);
        broker.lose(ECHO, "y");
        broker.sayUnheard(ECHO, 2);
        say(1);
        join(bob, new Position("y", 0));
        answerReads();
        assertThat(bob.heard()).containsExactly("subscribed y:0", "y:1", "y:2", "y:3");
    }

    @Test
    void a_client_ahead_of_what_was_heard_here_is_not_sent_back_by_a_gap() {
        join(bob, null);
        say(2);
        broker.sayUnheard(ECHO, 6);
        broker.stream(ECHO).trim(1);
        join(alice, new Position("x", 4));
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:4", "gap x:4 trimmed x:8", "x:8");
    }

    @Test
    void a_stream_that_lags_behind_what_was_heard_is_asked_again_after_a_pause() {
        broker.say(ECHO, 2);
        join(alice, new Position("x", 1));
        broker.reads.remove().answer().complete(new Recovery.Recovered("x", 1, List.of()));
        loop.turn();
        assertThat(broker.reads).isEmpty();
        loop.pass(100);
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:1", "x:2");
    }

    @Test
    void a_failed_read_is_repeated_after_growing_pauses_and_then_given_up() {
        broker.say(ECHO, 5);
        join(alice, new Position("x", 2));
        for (int pause : new int[] {100, 200, 400, 800, 1600}) {
            broker.reads.remove().answer().fail("no answer");
            loop.pass(pause - 1);
            assertThat(broker.reads).isEmpty();
            loop.pass(1);
        }
        assertThat(alice.heard()).containsExactly("subscribed x:2");
        broker.reads.remove().answer().fail("no answer");
        assertThat(alice.heard()).containsExactly("failed no answer");
        assertThat(broker.unfollowed).containsExactly(ECHO);
    }

    @Test
    void a_failed_read_costs_nothing_when_the_next_one_succeeds() {
        broker.say(ECHO, 5);
        join(alice, new Position("x", 3));
        broker.reads.remove().answer().fail("no answer");
        say(1);
        loop.pass(100);
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:3", "x:4", "x:5", "x:6");
    }

    @Test
    void a_channel_that_cannot_be_followed_fails_its_subscriptions() {
        hub.subscribe(ECHO, null, alice);
        broker.follows.remove().answer().fail("no quorum");
        loop.turn();
        assertThat(alice.heard()).containsExactly("failed no quorum");
        assertThat(hub.channels()).isZero();
    }
}
