package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

/** Too few members are to be seen: what is heard here goes on, and what nobody can say is waited for. */
class HubWithoutQuorumTest extends HubFixture {
    private static final long LONG = 60_000;

    @Test
    void who_subscribes_waits_until_somebody_can_say_where_the_channel_stands() {
        broker.say(ECHO, 3);
        broker.refuses = ErrorCode.NO_QUORUM;
        join(alice, null);
        loop.pass(LONG);
        join(bob, new Position("x", 2));
        assertThat(alice.heard()).containsExactly("delayed");
        assertThat(bob.heard()).containsExactly("delayed");

        broker.refuses = null;
        loop.pass(LONG);
        broker.arrive();
        loop.turn();
        answerReads();
        say(1);
        assertThat(alice.heard()).containsExactly("subscribed x:3", "x:4");
        assertThat(bob.heard()).containsExactly("subscribed x:2", "x:3", "x:4");
    }

    @Test
    void who_waits_goes_on_waiting_while_those_that_are_back_find_a_leader() {
        broker.refuses = ErrorCode.NO_QUORUM;
        join(alice, null);
        broker.refuses = ErrorCode.BUSY;
        loop.pass(LONG);
        assertThat(alice.heard()).containsExactly("delayed");

        broker.refuses = null;
        loop.pass(LONG);
        broker.arrive();
        loop.turn();
        assertThat(alice.heard()).containsExactly("subscribed x:0");
    }

    @Test
    void who_comes_when_nobody_leads_is_refused_as_ever() {
        broker.refuses = ErrorCode.BUSY;
        join(alice, null);
        assertThat(alice.heard()).containsExactly("failed not now");
    }

    @Test
    void who_leaves_meanwhile_is_forgotten() {
        broker.refuses = ErrorCode.NO_QUORUM;
        Subscription subscription = join(alice, null);
        subscription.cancel();
        loop.pass(LONG);
        assertThat(hub.channels()).isZero();
        assertThat(broker.follows).isEmpty();
    }

    @Test
    void who_is_behind_waits_for_what_is_kept_elsewhere() {
        broker.say(ECHO, 5);
        join(alice, new Position("x", 2));
        broker.reads.clear();
        broker.refuses = ErrorCode.NO_QUORUM;
        Subscription behind = join(bob, new Position("x", 3));
        loop.pass(LONG);
        assertThat(bob.heard()).containsExactly("subscribed x:3");

        broker.refuses = null;
        loop.pass(LONG);
        answerReads();
        assertThat(bob.heard()).containsExactly("x:4", "x:5");
        assertThat(behind.position()).isEqualTo(new Position("x", 5));
    }
}
