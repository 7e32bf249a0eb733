package dev.echowall.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.LoopHandover.Offer;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.stream.Draft;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopHandoverTest {
    private final Vertx vertx = Vertx.vertx();
    private final Queue<List<String>> taken = new ConcurrentLinkedQueue<>();
    private final LoopHandover handover = new LoopHandover(
            ((VertxInternal) vertx).createEventLoopContext(),
            offers -> taken.add(offers.stream().map(LoopHandoverTest::text).toList()));

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void what_a_loop_publishes_in_one_turn_goes_over_together() {
        Context loop = vertx.getOrCreateContext();
        loop.runOnContext(turn -> List.of("a", "b", "c").forEach(this::give));
        assertThat(next()).containsExactly("a", "b", "c");
    }

    @Test
    void what_it_publishes_in_the_next_turn_comes_after_it() {
        Context loop = vertx.getOrCreateContext();
        loop.runOnContext(turn -> {
            give("a");
            // Behind the end of this turn, which was asked for first.
            loop.runOnContext(next -> give("b"));
        });
        assertThat(next()).containsExactly("a");
        assertThat(next()).containsExactly("b");
    }

    @Test
    void a_thread_that_is_no_event_loop_has_no_turns() {
        give("a");
        give("b");
        assertThat(next()).containsExactly("a");
        assertThat(next()).containsExactly("b");
    }

    private void give(String text) {
        handover.give(new Offer(
                ChannelName.of("echo"), new Draft(Payload.text(text), null, 0), Creation.BY_SERVER, Promise.promise()));
    }

    private List<String> next() {
        TimeLimits.until("something is handed over", () -> !taken.isEmpty());
        return taken.remove();
    }

    private static String text(Offer offer) {
        return offer.draft().payload().string();
    }
}
