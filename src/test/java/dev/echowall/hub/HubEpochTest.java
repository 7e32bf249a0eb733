package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

/** Going on from a position of an epoch that the stream had before, such as that of instances that were all lost at once. */
class HubEpochTest extends HubFixture {
    @Test
    void a_position_of_a_former_epoch_goes_on_at_the_same_offset_without_a_gap() {
        broker.say(ECHO, 3);
        broker.goOn(ECHO, "y", 2);
        join(alice, new Position("x", 2));
        answerReads();
        say(1);
        assertThat(alice.heard()).containsExactly("subscribed y:2", "x:3", "y:4");
    }

    @Test
    void one_at_the_very_top_hears_what_is_said_next() {
        broker.say(ECHO, 3);
        broker.goOn(ECHO, "y", 3);
        join(alice, new Position("x", 3));
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed y:3");
        say(1);
        assertThat(alice.heard()).containsExactly("y:4");
        assertThat(broker.reads).isEmpty();
    }

    @Test
    void one_beyond_what_both_epochs_have_is_told_of_a_gap() {
        broker.say(ECHO, 3);
        broker.goOn(ECHO, "y", 2);
        join(alice, new Position("x", 3));
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:3", "gap x:3 epoch y:1", "x:1", "x:2", "x:3");
    }

    @Test
    void what_is_said_while_the_stream_is_asked_comes_once_and_in_order() {
        broker.say(ECHO, 3);
        broker.goOn(ECHO, "y", 3);
        join(alice, new Position("x", 1));
        say(2);
        assertThat(alice.heard()).isEmpty();
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed y:1", "x:2", "x:3", "y:4", "y:5");
    }

    @Test
    void who_leaves_while_the_stream_is_asked_is_told_nothing() {
        broker.say(ECHO, 3);
        broker.goOn(ECHO, "y", 3);
        join(alice, new Position("x", 1)).cancel();
        answerReads();
        assertThat(alice.heard()).isEmpty();
    }

    @Test
    void if_the_stream_cannot_tell_the_position_is_kept_and_asked_for_again() {
        broker.say(ECHO, 3);
        broker.goOn(ECHO, "y", 3);
        Subscription subscription = hub.subscribe(ECHO, new Position("x", 1), alice);
        broker.arrive();
        broker.refuses = ErrorCode.NO_QUORUM;
        loop.turn();
        assertThat(subscription.position()).isEqualTo(new Position("x", 1));
        broker.refuses = null;
        loop.pass(1_000);
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:1", "x:2", "x:3");
        say(1);
        assertThat(alice.heard()).containsExactly("y:4");
        assertThat(subscription.position()).isEqualTo(new Position("y", 4));
    }
}
