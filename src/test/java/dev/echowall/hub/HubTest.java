package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Delivery: who hears what, in how many writes, and what is left when somebody goes. */
class HubTest extends HubFixture {
    @Test
    void a_subscriber_hears_what_is_said_after_it_stands() {
        broker.say(ECHO, 3);
        join(alice, null);
        say(2);
        assertThat(alice.heard()).containsExactly("subscribed x:3", "x:4", "x:5");
    }

    @Test
    void nobody_is_called_before_subscribe_returns() {
        join(alice, null);
        hub.subscribe(ECHO, null, bob);
        assertThat(bob.heard()).isEmpty();
        loop.turn();
        assertThat(bob.heard()).containsExactly("subscribed x:0");
    }

    @Test
    void what_is_heard_before_a_subscription_stands_is_not_delivered_to_it() {
        hub.subscribe(ECHO, null, alice);
        broker.say(ECHO, 1);
        broker.arrive();
        loop.turn();
        say(1);
        assertThat(alice.heard()).containsExactly("subscribed x:1", "x:2");
    }

    @Test
    void what_an_earlier_following_still_brings_is_no_news_to_the_next() {
        Subscription gone = join(alice, null);
        broker.say(ECHO, 1);
        gone.cancel();
        broker.lose(ECHO, "y");
        hub.subscribe(ECHO, null, bob);
        broker.arrive();
        loop.turn();
        say(1);
        assertThat(bob.heard()).containsExactly("subscribed y:0", "y:1");
    }

    @Test
    void what_is_heard_while_following_begins_is_delivered_after_the_position_asked_for() {
        broker.say(ECHO, 1);
        hub.subscribe(ECHO, new Position("", 1), alice);
        broker.say(ECHO, 2);
        broker.arrive();
        loop.turn();
        assertThat(alice.heard()).containsExactly("subscribed x:1", "x:2", "x:3");
    }

    @Test
    void a_batch_is_one_write_of_bytes_that_all_share() {
        join(alice, null);
        join(bob, null);
        say(10);
        assertThat(alice.writes).hasSize(1);
        assertThat(bob.roots).hasSize(1).first().isSameAs(alice.roots.get(0));
    }

    @Test
    void all_batches_of_a_channel_and_turn_are_one_write_and_all_channels_share_one_flush() {
        join(alice, null);
        hub.subscribe(TIME, null, alice);
        broker.arrive();
        loop.turn();
        broker.say(ECHO, 1);
        broker.say(TIME, 1);
        broker.say(ECHO, 1);
        broker.arrive();
        loop.turn();
        assertThat(alice.log).contains("x:1", "x:2");
        assertThat(alice.writes).hasSize(2);
        assertThat(alice.flushes).isEqualTo(1);
    }

    @Test
    void a_full_socket_gets_nothing_until_it_drains() {
        Subscription slow = join(alice, null);
        join(bob, null);
        alice.writable = false;
        say(2);
        say(1);
        assertThat(alice.heard()).containsExactly("subscribed x:0");
        assertThat(bob.heard()).endsWith("x:3");
        alice.writable = true;
        slow.pump();
        loop.turn();
        assertThat(alice.heard()).containsExactly("x:1", "x:2", "x:3");
        assertThat(broker.reads).isEmpty();
    }

    @Test
    void a_socket_that_drains_inside_its_flush_goes_on() {
        Subscription slow = join(alice, null);
        alice.onWrite = () -> alice.writable = false;
        alice.onFlush = () -> {
            alice.writable = true;
            slow.pump();
        };
        broker.say(ECHO, 1);
        broker.say(ECHO, 1);
        broker.say(ECHO, 1);
        broker.arrive();
        loop.turn();
        assertThat(alice.heard()).containsExactly("subscribed x:0", "x:1", "x:2", "x:3");
    }

    @Test
    void cancelling_before_it_stands_tells_nobody_anything() {
        hub.subscribe(ECHO, null, alice).cancel();
        broker.arrive();
        loop.turn();
        assertThat(alice.heard()).isEmpty();
        assertThat(broker.unfollowed).containsExactly(ECHO);
    }

    @Test
    void cancelling_during_a_read_leaves_its_answer_unwritten() {
        broker.say(ECHO, 5);
        Subscription subscription = join(alice, new Position("x", 3));
        subscription.cancel();
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:3");
    }

    @Test
    void the_late_answer_of_an_earlier_follow_does_not_count() {
        hub.subscribe(ECHO, null, alice).cancel();
        broker.say(ECHO, 3);
        hub.subscribe(ECHO, null, bob);
        broker.onTheWay.remove().run();
        loop.turn();
        assertThat(bob.heard()).isEmpty();
        broker.arrive();
        loop.turn();
        say(1);
        assertThat(bob.heard()).containsExactly("subscribed x:3", "x:4");
    }

    @Test
    void a_subscriber_that_throws_harms_nobody_else() {
        join(alice, null);
        join(bob, null);
        alice.onWrite = () -> {
            throw new IllegalStateException("broken");
        };
        say(1);
        say(1);
        assertThat(alice.heard()).containsExactly("subscribed x:0", "x:1", "failed broken");
        assertThat(bob.heard()).containsExactly("subscribed x:0", "x:1", "x:2");
        assertThat(hub.subscriptions()).isEqualTo(1);
    }

    @Test
    void a_subscriber_that_throws_at_the_flush_is_over() {
        join(alice, null);
        alice.onFlush = () -> {
            throw new IllegalStateException("broken");
        };
        say(1);
        assertThat(alice.heard()).endsWith("x:1", "failed broken");
    }

    @Test
    void a_subscriber_may_cancel_at_the_gap() {
        broker.say(ECHO, 9);
        broker.stream(ECHO).trim(2);
        Subscription subscription = join(alice, new Position("x", 3));
        alice.onGap = subscription::cancel;
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:3", "gap x:3 trimmed x:8");
        assertThat(hub.subscriptions()).isZero();
    }

    @Test
    void subscribers_may_cancel_each_other_while_a_batch_is_delivered() {
        Subscription first = join(alice, null);
        Subscription second = join(bob, null);
        FakeSubscriber carol = new FakeSubscriber();
        join(carol, null);
        carol.onWrite = () -> {
            first.cancel();
            second.cancel();
        };
        say(2);
        assertThat(carol.heard()).endsWith("x:1", "x:2");
        assertThat(alice.heard()).containsExactly("subscribed x:0");
        assertThat(bob.heard()).containsExactly("subscribed x:0");
    }

    @Test
    void a_page_read_for_a_socket_that_has_filled_is_read_again_when_it_drains() {
        broker.say(ECHO, 2);
        Subscription slow = join(alice, new Position("x", 0));
        alice.writable = false;
        answerReads();
        assertThat(alice.heard()).containsExactly("subscribed x:0");
        alice.writable = true;
        slow.pump();
        answerReads();
        assertThat(alice.heard()).containsExactly("x:1", "x:2");
    }

    @Test
    void catching_up_from_the_tail_is_done_in_bounded_steps() {
        join(bob, null);
        broker.pad(1000);
        IntStream.range(0, 200).forEach(i -> broker.say(ECHO, 1));
        broker.arrive();
        loop.turn();
        hub.subscribe(ECHO, new Position("x", 0), alice);
        loop.step();
        assertThat(alice.writes.stream().mapToInt(Integer::intValue).sum()).isBetween(20 * 1024, 70 * 1024);
        loop.turn();
        assertThat(alice.log).hasSize(201).endsWith("x:200");
    }

    @Test
    void the_tails_of_all_channels_stay_within_their_memory() {
        hub = hub(10_000);
        join(alice, null);
        hub.subscribe(TIME, null, bob);
        broker.arrive();
        loop.turn();
        broker.pad(500);
        for (int i = 0; i < 50; i++) {
            broker.say(i % 3 == 0 ? TIME : ECHO, 2);
            broker.arrive();
            loop.turn();
            assertThat(hub.tailBytes()).isLessThanOrEqualTo(10_000);
        }
        assertThat(hub.tailBytes()).isGreaterThan(5_000);
    }

    @Test
    void what_the_tail_has_given_up_is_read_from_the_stream() {
        hub = hub(0);
        Subscription slow = join(alice, null);
        alice.writable = false;
        say(3);
        alice.writable = true;
        slow.pump();
        answerReads();
        say(1);
        assertThat(alice.heard()).containsExactly("subscribed x:0", "x:1", "x:2", "x:3", "x:4");
    }

    @Test
    void a_channel_whose_last_subscription_is_gone_is_unfollowed_and_its_tail_freed() {
        Subscription first = join(alice, null);
        Subscription second = join(bob, null);
        say(3);
        first.cancel();
        assertThat(broker.unfollowed).isEmpty();
        second.cancel();
        assertThat(broker.unfollowed).containsExactly(ECHO);
        assertThat(hub.tailBytes()).isZero();
    }

    @Test
    void deliveries_are_counted_by_publication_and_byte() {
        join(alice, null);
        join(bob, null);
        say(3);
        assertThat(registry.get("echowall.deliveries").functionCounter().count())
                .isEqualTo(6);
        assertThat(registry.get("echowall.delivered.bytes").functionCounter().count())
                .isEqualTo(2 * alice.writes.get(0));
    }
}
