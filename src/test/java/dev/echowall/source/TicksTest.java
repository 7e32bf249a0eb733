package dev.echowall.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Retention;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static final long NOON = Instant.parse("2026-11-22T09:36:05Z").toEpochMilli();

    private static final Vertx VERTX = Vertx.vertx();

    private static final Published TAKEN = new Published(new Position("x", 1), 1, false);

    private long now = NOON;
    private final List<String> offered = new ArrayList<>();
    private final List<Long> ranks = new ArrayList<>();
    private Future<@Nullable Published> answer = Future.succeededFuture();
    private Future<Position> top = Future.succeededFuture(new Position("x7", 0));
    private Future<Recovery> last = Future.failedFuture("not asked for");
    private final Ticks ticks = ticks(Duration.ofSeconds(1));

    private Ticks ticks(Duration interval) {
        Ticks begun = newcomer(interval);
        begin(begun);
        return begun;
    }

    private Ticks newcomer(Duration interval) {
        return new Ticks(
                new Offers(), ZoneId.of("Asia/Shanghai"), interval, () -> now, new Metrics(new SimpleMeterRegistry()));
    }

    private static void begin(Ticks newcomer) {
        var unused = newcomer.begin(VERTX.getOrCreateContext());
    }

    private void lastSaid(String text) {
        top = Future.succeededFuture(new Position("x7", 42));
        Publication tick = new Publication(Ticks.CHANNEL, "x7", 42, now, "n", Payload.text(text));
        last = Future.succeededFuture(new Recovered("x7", 42, List.of(tick)));
    }

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    /** Takes every offer, and says what it is told to. */
    private final class Offers implements Broker {
        @Override
        public Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank) {
            offered.add(payload.string());
            ranks.add(rank);
            return answer;
        }

        @Override
        public Future<Published> publish(ChannelName channel, Submission submission, Creation creation) {
            throw new AssertionError("a tick is offered, not published");
        }

        @Override
        public Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context context) {
            return top;
        }

        @Override
        public void unfollow(ChannelName channel, BatchConsumer consumer) {
            throw new AssertionError();
        }

        @Override
        public Retention retention(ChannelName channel) {
            return Retention.UNLIMITED;
        }

        @Override
        public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
            assertThat(after).isEqualTo(new Position("x7", 41));
            return last;
        }
    }

    private void hear(Ticks by, String text) {
        by.heard(new Batch(
                Ticks.CHANNEL, "x7", List.of(new Publication(Ticks.CHANNEL, "x7", 1, now, "n", Payload.text(text)))));
    }

    @Test
    void a_tick_is_beijing_time_to_the_second() {
        now = NOON + 12;
        ticks.offer();
        assertThat(offered).containsExactly("2026-11-22T17:36:05+08:00");
        assertThat(ranks).containsExactly(NOON);
    }

    @Test
    void each_second_is_offered() {
        for (int i = 0; i < 3; i++) {
            ticks.offer();
            hear(ticks, ticks.text(now));
            now += 1_000;
        }
        assertThat(ranks).containsExactly(NOON, NOON + 1_000, NOON + 2_000);
    }

    @Test
    void a_second_that_was_heard_is_not_offered() {
        hear(ticks, "2026-11-22T17:36:05+08:00");
        now += 15;
        ticks.offer();
        assertThat(offered).isEmpty();
        now = NOON + 1_000;
        ticks.offer();
        assertThat(offered).containsExactly("2026-11-22T17:36:06+08:00");
    }

    @Test
    void intervals_below_a_second_show_milliseconds() {
        Ticks quick = ticks(Duration.ofMillis(250));
        now = NOON + 260;
        quick.offer();
        assertThat(offered).containsExactly("2026-11-22T17:36:05.250+08:00");
        hear(quick, offered.get(0));
        quick.offer();
        assertThat(offered).hasSize(1);
        assertThat(quick.untilNext(0)).isEqualTo(240);
    }

    @Test
    void the_wait_ends_with_the_next_second() {
        assertThat(ticks.untilNext(0)).isEqualTo(1_000);
        now = NOON + 1;
        assertThat(ticks.untilNext(0)).isEqualTo(999);
        now = NOON + 999;
        assertThat(ticks.untilNext(0)).isEqualTo(1);
    }

    @Test
    void younger_nodes_wait_a_little_longer_but_never_into_the_next_second() {
        assertThat(ticks.untilNext(1)).isEqualTo(1_015);
        assertThat(ticks.untilNext(2)).isEqualTo(1_030);
        assertThat(ticks.untilNext(1_000)).isEqualTo(1_100);
        assertThat(ticks(Duration.ofMillis(50)).untilNext(3)).isEqualTo(55);
    }

    @Test
    void before_any_tick_is_known_the_second_is_offered_that_it_is() {
        ticks.offer();
        now += 3_600_000;
        ticks.offer();
        assertThat(offered).containsExactly("2026-11-22T17:36:05+08:00", "2026-11-22T18:36:05+08:00");
    }

    @Test
    void after_a_long_stall_those_seconds_are_offered_that_are_not_too_old() {
        answer = Future.succeededFuture(TAKEN);
        hear(ticks, "2026-11-22T17:36:05+08:00");
        now += 60_000;
        ticks.offer();
        assertThat(offered).hasSize(29);
        assertThat(offered.get(0)).isEqualTo("2026-11-22T17:36:37+08:00");
        assertThat(ranks.get(28)).isEqualTo(now);
    }

    @Test
    void a_node_that_has_just_come_makes_up_for_what_came_after_the_last_tick() {
        answer = Future.succeededFuture(TAKEN);
        lastSaid("2026-11-22T17:36:02+08:00");
        Ticks newcomer = newcomer(Duration.ofSeconds(1));
        begin(newcomer);
        newcomer.offer();
        assertThat(offered)
                .containsExactly("2026-11-22T17:36:03+08:00", "2026-11-22T17:36:04+08:00", "2026-11-22T17:36:05+08:00");
    }

    @Test
    void a_node_that_does_not_know_the_last_tick_offers_none() {
        lastSaid("2026-11-22T17:36:02+08:00");
        last = Future.failedFuture(new Refusal(ErrorCode.BUSY, "no answer"));
        Ticks newcomer = newcomer(Duration.ofSeconds(1));
        newcomer.offer();
        begin(newcomer);
        newcomer.offer();
        assertThat(offered).isEmpty();
        lastSaid("2026-11-22T17:36:02+08:00");
        begin(newcomer);
        newcomer.offer();
        assertThat(offered).containsExactly("2026-11-22T17:36:03+08:00");
    }

    @Test
    void a_clock_that_jumps_back_offers_no_second_again() {
        hear(ticks, "2026-11-22T17:36:05+08:00");
        now -= 1_500;
        ticks.offer();
        assertThat(offered).isEmpty();
        now = NOON + 1_000;
        ticks.offer();
        assertThat(offered).containsExactly("2026-11-22T17:36:06+08:00");
    }

    @Test
    void seconds_that_a_stall_passed_over_are_offered_after_it() {
        answer = Future.succeededFuture(TAKEN);
        hear(ticks, "2026-11-22T17:36:05+08:00");
        now += 3_000;
        ticks.offer();
        assertThat(offered)
                .containsExactly("2026-11-22T17:36:06+08:00", "2026-11-22T17:36:07+08:00", "2026-11-22T17:36:08+08:00");
    }

    @Test
    void a_second_that_was_taken_is_not_offered_again_before_it_is_heard() {
        answer = Future.succeededFuture(TAKEN);
        ticks.offer();
        ticks.offer();
        assertThat(offered).hasSize(1);
    }

    @Test
    void a_second_that_was_refused_is_offered_again() {
        hear(ticks, "2026-11-22T17:36:05+08:00");
        now += 1_000;
        answer = Future.failedFuture(new Refusal(ErrorCode.NO_QUORUM, "too few"));
        ticks.offer();
        now += 1_000;
        answer = Future.succeededFuture(TAKEN);
        ticks.offer();
        assertThat(offered)
                .containsExactly("2026-11-22T17:36:06+08:00", "2026-11-22T17:36:06+08:00", "2026-11-22T17:36:07+08:00");
    }

    @Test
    void while_an_offer_has_no_answer_later_seconds_wait_for_theirs_and_none_is_left_out() {
        hear(ticks, "2026-11-22T17:36:05+08:00");
        Promise<@Nullable Published> slow = Promise.promise();
        answer = slow.future();
        for (int i = 0; i < 3; i++) {
            now += 1_000;
            ticks.offer();
        }
        assertThat(offered).containsExactly("2026-11-22T17:36:06+08:00");
        answer = Future.succeededFuture(TAKEN);
        slow.complete(TAKEN);
        assertThat(offered)
                .containsExactly("2026-11-22T17:36:06+08:00", "2026-11-22T17:36:07+08:00", "2026-11-22T17:36:08+08:00");
    }

    @Test
    void what_is_no_tick_is_passed_over() {
        hear(ticks, "no time");
        hear(ticks, "2099-01-01T00:00:00+08:00");
        hear(ticks, "");
        ticks.offer();
        assertThat(offered).containsExactly("2026-11-22T17:36:05+08:00");
    }
}
