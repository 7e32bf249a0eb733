package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.Batch;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnouncementSenderTest {
    private static final String ADDRESS = "peer";
    private static final int WINDOW = 100_000;
    private static final int BATCH = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger silences = new AtomicInteger();
    private final AnnouncementSender peer = new AnnouncementSender(
            context, vertx.eventBus(), ADDRESS, WINDOW, new Metrics(meters), silent -> silences.incrementAndGet());
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger heard = new AtomicInteger();
    /** On the context only. */
    private final Queue<Message<Buffer>> unanswered = new ArrayDeque<>();

    @BeforeEach
    void listen() {
        onContext(() -> vertx.eventBus().<Buffer>consumer(ADDRESS, message -> {
            bytes.addAndGet(message.body().length());
            Announcement.read(message.body(), channel -> true, batch -> heard.incrementAndGet());
            unanswered.add(message);
        }));
        onContext(() -> {
            peer.greeted();
            return 0;
        });
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void a_peer_that_does_not_answer_is_sent_no_more_than_its_window() {
        announce(1_000);
        until("what goes out has gone out", () -> bytes.get() > 0);
        announce(1_000);

        assertThat(bytes.get()).isLessThanOrEqualTo(WINDOW + 2 * BATCH);
        assertThat(meters.get("echowall.announcements.dropped").counter().count())
                .isGreaterThan(1_800);
    }

    @Test
    void once_it_answers_again_it_is_announced_to_again() {
        announce(1_000);
        until("what goes out has gone out", () -> bytes.get() > 0);
        int before = heard.get();
        answer();
        until("the window is open", () -> {
            announce(1);
            answer();
            return heard.get() > before;
        });

        assertThat(heard.get()).isGreaterThan(before);
    }

    @Test
    void one_that_never_answers_is_to_be_greeted_once_and_hears_nothing_more_until_then() {
        announce(1_000);
        until("it is found silent", () -> silences.get() > 0);
        long before = bytes.get();
        announce(1_000);
        assertThat(onContext(bytes::get)).isEqualTo(before);
        assertThat(silences.get()).isEqualTo(1);
        onContext(() -> {
            peer.greeted();
            return 0;
        });
        announce(1);
        until("it hears again", () -> bytes.get() > before);
    }

    @Test
    void what_is_announced_in_one_turn_goes_as_one_message() {
        announce(20);
        until("all is heard", () -> heard.get() == 20);

        assertThat(onContext(unanswered::size)).isEqualTo(1);
    }

    private void announce(int count) {
        onContext(() -> {
            for (int i = 0; i < count; i++) {
                Payload payload = Payload.text("x".repeat(BATCH));
                Publication publication = new Publication(ChannelName.of("echo"), "e", i + 1L, 0, "node1", payload);
                peer.announce(new Batch(ChannelName.of("echo"), "e", List.of(publication)));
            }
            return count;
        });
    }

    private void answer() {
        onContext(() -> {
            unanswered.forEach(message -> message.reply(null));
            unanswered.clear();
            return 0;
        });
    }

    private <T> T onContext(Callable<T> task) {
        return await(Future.future(promise -> context.runOnContext(v -> {
            try {
                promise.complete(task.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        })));
    }
}
