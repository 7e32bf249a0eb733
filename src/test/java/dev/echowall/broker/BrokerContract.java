package dev.echowall.broker;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every broker does, alone or in a cluster. */
public interface BrokerContract {
    int CHANNELS = 20;

    /** Bytes that may wait for their append. */
    long WAITING_BYTES = 100_000;

    /** A broker that keeps nothing yet, for at most {@link #CHANNELS} channels. */
    Broker broker();

    /** A context for consumers. */
    Context context();

    /** The cluster's time. */
    long now();

    /** The options of namespace {@code none}: no history; of {@code short}: ten publications; of all others: much. */
    public static ChannelOptions keeping(int size) {
        return new ChannelOptions(
                size,
                1 << 20,
                Duration.ZERO,
                Duration.ofHours(1),
                ChannelOptions.Publish.ANYONE,
                ChannelOptions.Subscribe.ANYONE);
    }

    ChannelName ECHO = ChannelName.of("echo");
    ChannelName NONE = ChannelName.of("none:a");
    ChannelName SHORT = ChannelName.of("short:a");

    @Test
    public default void publications_get_the_offsets_one_two_three() {
        assertThat(await(publish(ECHO, "a")).position().offset()).isEqualTo(1);
        assertThat(await(publish(ECHO, "b")).position().offset()).isEqualTo(2);
        assertThat(await(publish(ECHO, "c")).position().offset()).isEqualTo(3);
    }

    @Test
    public default void all_offsets_of_a_channel_are_of_one_epoch() {
        String epoch = await(publish(ECHO, "a")).position().epoch();

        assertThat(epoch).isNotEmpty();
        assertThat(await(publish(ECHO, "b")).position().epoch()).isEqualTo(epoch);
    }

    @Test
    public default void channels_count_apart() {
        await(publish(ECHO, "a"));

        assertThat(await(publish(ChannelName.of("other"), "b")).position().offset())
                .isEqualTo(1);
    }

    @Test
    public default void what_one_caller_says_without_waiting_keeps_its_order() {
        List<Future<Published>> said =
                IntStream.range(0, 500).mapToObj(i -> publish(ECHO, "n" + i)).toList();
        await(Future.all(said));

        assertThat(said.stream().map(each -> each.result().position().offset()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        assertThat(texts(read(ECHO, 0)))
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "n" + i).toList());
    }

    @Test
    public default void a_consumer_hears_everything_after_its_position_once_and_in_order() {
        await(publish(ECHO, "before"));
        RecordingConsumer consumer = follow(ECHO);
        List<Future<Published>> said =
                IntStream.range(0, 300).mapToObj(i -> publish(ECHO, "n" + i)).toList();
        await(Future.all(said));
        until("all are heard", () -> consumer.heard().size() >= 300);

        assertThat(consumer.began().offset()).isEqualTo(1);
        assertThat(texts(consumer.heard()))
                .isEqualTo(IntStream.range(0, 300).mapToObj(i -> "n" + i).toList());
        assertThat(consumer.heard().stream().map(Publication::offset))
                .isEqualTo(LongStream.rangeClosed(2, 301).boxed().toList());
    }

    @Test
    public default void a_second_consumer_hears_from_its_own_position() {
        RecordingConsumer first = follow(ECHO);
        await(publish(ECHO, "a"));
        until("the first hears", () -> first.heard().size() == 1);
        RecordingConsumer second = follow(ECHO);
        await(publish(ECHO, "b"));
        until("both hear", () -> first.heard().size() == 2 && second.heard().size() == 1);

        assertThat(second.began().offset()).isEqualTo(1);
        assertThat(texts(second.heard())).containsExactly("b");
    }

    @Test
    public default void following_twice_is_once() {
        RecordingConsumer consumer = follow(ECHO);
        await(broker().follow(ECHO, consumer, context()));
        RecordingConsumer witness = follow(ECHO);
        await(publish(ECHO, "a"));
        until("the witness hears", () -> witness.heard().size() == 1);

        assertThat(texts(consumer.heard())).containsExactly("a");
    }

    @Test
    public default void who_has_left_hears_nothing_more() {
        RecordingConsumer gone = follow(ECHO);
        RecordingConsumer witness = follow(ECHO);
        broker().unfollow(ECHO, gone);
        await(publish(ECHO, "a"));
        until("the witness hears", () -> witness.heard().size() == 1);

        assertThat(gone.heard()).isEmpty();
    }

    @Test
    public default void who_leaves_before_following_has_begun_still_gets_an_answer() {
        RecordingConsumer consumer = new RecordingConsumer();
        Future<Position> began = broker().follow(ECHO, consumer, context());
        broker().unfollow(ECHO, consumer);

        assertThat(await(began).offset()).isZero();
        await(publish(ECHO, "a"));
        assertThat(consumer.heard()).isEmpty();
    }

    @Test
    public default void who_comes_back_hears_again() {
        RecordingConsumer consumer = follow(ECHO);
        broker().unfollow(ECHO, consumer);
        await(publish(ECHO, "missed"));
        assertThat(await(broker().follow(ECHO, consumer, context())).offset()).isEqualTo(1);
        await(publish(ECHO, "heard"));
        until("it hears", () -> !consumer.heard().isEmpty());

        assertThat(texts(consumer.heard())).containsExactly("heard");
    }

    @Test
    public default void a_channel_is_read_page_by_page() {
        await(Future.all(
                IntStream.range(0, 25).mapToObj(i -> publish(ECHO, "n" + i)).toList()));

        assertThat(texts(read(ECHO, 0, 10))).hasSize(10).startsWith("n0").endsWith("n9");
        assertThat(texts(read(ECHO, 10, 10))).hasSize(10).startsWith("n10");
        assertThat(texts(read(ECHO, 20, 10))).hasSize(5).endsWith("n24");
        assertThat(read(ECHO, 25, 10)).isEmpty();
    }

    @Test
    public default void an_id_said_again_gets_the_first_position() {
        Published first = await(broker().publish(ECHO, Payload.text("a"), "id1"));
        await(publish(ECHO, "b"));
        Published again = await(broker().publish(ECHO, Payload.text("a"), "id1"));

        assertThat(first.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(texts(read(ECHO, 0))).containsExactly("a", "b");
    }

    @Test
    public default void who_published_and_the_tags_are_heard_and_read() {
        ClientInfo info = new ClientInfo("42", "c1", new byte[] {'1'}, null);
        RecordingConsumer consumer = follow(ECHO);
        Submission told = new Submission(Payload.text("a"), "id1", info, Map.of("k", "v"));
        await(broker().publish(ECHO, told, Creation.BY_CLIENT));
        await(publish(ECHO, "b"));
        until("both are heard", () -> consumer.heard().size() == 2);

        assertThat(consumer.heard()).extracting(Publication::info).containsExactly(info, null);
        assertThat(consumer.heard()).extracting(Publication::tags).containsExactly(Map.of("k", "v"), Map.of());
        assertThat(read(ECHO, 0)).isEqualTo(consumer.heard());
    }

    @Test
    public default void of_one_id_the_first_publisher_is_the_one_that_is_told() {
        ClientInfo first = new ClientInfo("42", "c1", null, null);
        ClientInfo second = new ClientInfo("43", "c2", null, null);
        await(broker().publish(ECHO, new Submission(Payload.text("a"), "id1", first, Map.of()), Creation.BY_CLIENT));
        Published again = await(broker().publish(
                        ECHO, new Submission(Payload.text("a"), "id1", second, Map.of("k", "v")), Creation.BY_CLIENT));

        assertThat(again.repeated()).isTrue();
        assertThat(read(ECHO, 0)).extracting(Publication::info).containsExactly(first);
    }

    @Test
    public default void of_a_rank_only_the_first_offer_is_taken() {
        long rank = now();

        assertThat(await(broker().offer(ECHO, Payload.text("tick"), rank))).isNotNull();
        assertThat(await(broker().offer(ECHO, Payload.text("tick"), rank))).isNull();
        assertThat(await(broker().offer(ECHO, Payload.text("tick"), rank - 1))).isNull();
        assertThat(await(broker().offer(ECHO, Payload.text("tock"), rank + 1))).isNotNull();
        assertThat(texts(read(ECHO, 0))).containsExactly("tick", "tock");
    }

    @Test
    public default void an_empty_channel_has_a_position_to_come_back_to() {
        Position position = follow(ECHO).began();
        await(publish(ECHO, "a"));

        assertThat(position.epoch()).isNotEmpty();
        assertThat(position.offset()).isZero();
        assertThat(texts(((Recovered) await(broker().read(ECHO, position, 10, 1000))).publications()))
                .containsExactly("a");
    }

    @Test
    public default void what_is_no_longer_kept_is_a_gap() {
        await(Future.all(
                IntStream.range(0, 25).mapToObj(i -> publish(SHORT, "n" + i)).toList()));

        assertThat(await(broker().read(SHORT, new Position("", 3), 10, 1000)))
                .isInstanceOfSatisfying(Unrecoverable.class, gap -> {
                    assertThat(gap.reason()).isEqualTo(Reason.TRIMMED);
                    assertThat(gap.oldest()).isEqualTo(16);
                    assertThat(gap.top()).isEqualTo(25);
                });
    }

    @Test
    public default void a_position_of_another_epoch_is_a_gap() {
        await(publish(ECHO, "a"));

        assertThat(await(broker().read(ECHO, new Position("other", 1), 10, 1000)))
                .isInstanceOfSatisfying(
                        Unrecoverable.class, gap -> assertThat(gap.reason()).isEqualTo(Reason.EPOCH));
    }

    @Test
    public default void without_history_a_consumer_still_hears_all() {
        RecordingConsumer consumer = follow(NONE);
        await(Future.all(
                IntStream.range(0, 50).mapToObj(i -> publish(NONE, "n" + i)).toList()));
        until("all are heard", () -> consumer.heard().size() == 50);

        assertThat(await(broker().read(NONE, new Position("", 0), 10, 1000))).isInstanceOf(Unrecoverable.class);
        assertThat(await(broker().read(NONE, new Position("", 50), 10, 1000))).isInstanceOf(Recovered.class);
    }

    @Test
    public default void more_channels_than_allowed_are_refused() {
        for (int i = 0; i < CHANNELS; i++) {
            await(publish(ChannelName.of("c" + i), "a"));
        }

        assertThatThrownBy(() -> await(publish(ChannelName.of("more"), "a"))).satisfies(is(ErrorCode.TOO_MANY));
        assertThat(await(publish(ChannelName.of("c0"), "b")).position().offset())
                .isEqualTo(2);
    }

    @Test
    public default void asking_makes_no_channel_and_a_position_of_nothing_goes_on_without_a_gap() {
        for (int i = 0; i < CHANNELS; i++) {
            Position asked = await(broker().follow(ChannelName.of("asked" + i), new RecordingConsumer(), context()));
            assertThat(asked.offset()).isZero();
        }
        Position before = await(broker().follow(ChannelName.of("late"), new RecordingConsumer(), context()));
        Position said = await(publish(ChannelName.of("late"), "a")).position();
        Recovered after = (Recovered) await(broker().read(ChannelName.of("late"), before, 10, 1 << 20));

        assertThat(said).isEqualTo(new Position(before.epoch(), 1));
        assertThat(texts(after.publications())).containsExactly("a");
    }

    @Test
    public default void what_is_read_is_told_to_the_callers_context() {
        Future<Context> answered = Future.future(promise -> context()
                .runOnContext(v -> broker().publish(ECHO, Payload.text("a"), null)
                        .onComplete(done -> promise.complete(Vertx.currentContext()))));

        assertThat(await(answered)).isSameAs(context());
    }

    public default Future<Published> publish(ChannelName channel, String text) {
        return broker().publish(channel, Payload.text(text), null);
    }

    public default RecordingConsumer follow(ChannelName channel) {
        RecordingConsumer consumer = new RecordingConsumer();
        consumer.begin(await(broker().follow(channel, consumer, context())));
        return consumer;
    }

    public default List<Publication> read(ChannelName channel, long after) {
        return read(channel, after, 1000);
    }

    public default List<Publication> read(ChannelName channel, long after, int count) {
        return ((Recovered) await(broker().read(channel, new Position("", after), count, 1 << 20))).publications();
    }

    public static List<String> texts(List<Publication> publications) {
        return publications.stream().map(each -> each.payload().string()).toList();
    }

    public static Consumer<Throwable> is(ErrorCode code) {
        return refused -> assertThat(refused)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    /** Hears on one thread, is asked on another. */
    public final class RecordingConsumer implements BatchConsumer {
        private final List<Publication> heard = new ArrayList<>();
        private Position began = new Position("", 0);

        public void begin(Position position) {
            began = position;
        }

        Position began() {
            return began;
        }

        @Override
        public synchronized void heard(Batch batch) {
            heard.addAll(batch.publications());
        }

        public synchronized List<Publication> heard() {
            return List.copyOf(heard);
        }
    }
}
