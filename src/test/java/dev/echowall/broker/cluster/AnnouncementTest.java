package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.echowall.broker.Batch;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final ChannelName ECHO = ChannelName.of("echo");
    private static final ChannelName TIME = ChannelName.of("time");
    private static final ClientInfo INFO = new ClientInfo("42", "c1", new byte[] {'1'}, null);

    @Test
    void a_batch_arrives_as_it_was_sent() {
        Batch batch = batch(
                ECHO, 42, Payload.text("grüß dich 回音壁"), Payload.binary(new byte[] {0, -1}), Payload.json("{\"a\":1}"));

        assertThat(read(written(batch))).containsExactly(batch);
    }

    @Test
    void an_empty_payload_arrives() {
        Batch batch = batch(ECHO, 1, Payload.text(""));

        assertThat(read(written(batch))).containsExactly(batch);
    }

    @Test
    void who_published_and_the_tags_arrive_with_those_that_have_them() {
        Batch batch = new Batch(
                ECHO,
                "x7",
                List.of(
                        new Publication(ECHO, "x7", 1, 2, "node1", Payload.text("plain")),
                        new Publication(ECHO, "x7", 2, 2, "node1", Payload.text("a"), INFO, Map.of()),
                        new Publication(ECHO, "x7", 3, 2, "node1", Payload.json("1"), null, Map.of("k", "v")),
                        new Publication(ECHO, "x7", 4, 2, "node1", Payload.text(""), INFO, Map.of("k", "v"))));

        assertThat(read(written(batch))).containsExactly(batch);
    }

    @Test
    void one_more_without_either_takes_its_payload_and_five_bytes() {
        int one = written(batch(ECHO, 1, Payload.text("a"))).length();

        assertThat(written(batch(ECHO, 1, Payload.text("a"), Payload.text("bcd")))
                                .length()
                        - one)
                .isEqualTo(5 + 3);
    }

    @Test
    void several_batches_in_one_message_arrive_in_their_order() {
        List<Batch> batches = List.of(
                batch(ECHO, 1, Payload.text("a")),
                batch(TIME, 9, Payload.text("b")),
                batch(ECHO, 2, Payload.text("c")));

        assertThat(read(written(batches.toArray(Batch[]::new)))).isEqualTo(batches);
    }

    @Test
    void a_channel_that_nobody_follows_here_is_skipped() {
        List<Batch> heard = new ArrayList<>();
        Buffer message = written(batch(TIME, 9, Payload.text("b")), batch(ECHO, 1, Payload.text("a")));
        Announcement.read(message, ECHO::equals, heard::add);

        assertThat(heard).containsExactly(batch(ECHO, 1, Payload.text("a")));
    }

    @Test
    void a_message_that_is_cut_short_anywhere_is_refused() {
        Buffer message = written(told(Payload.text("hello")));
        for (int length = 1; length < message.length(); length++) {
            Buffer cut = message.getBuffer(0, length);
            assertThatThrownBy(() -> read(cut)).as("%s bytes", length).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void what_comes_before_a_malformed_batch_is_handed_on() {
        List<Batch> heard = new ArrayList<>();
        Batch good = batch(ECHO, 1, Payload.text("a"));
        Buffer message = written(good).appendInt(-5).appendInt(7);

        assertThatThrownBy(() -> Announcement.read(message, each -> true, heard::add))
                .isInstanceOf(RuntimeException.class);
        assertThat(heard).containsExactly(good);
    }

    @Test
    void any_bytes_at_all_end_in_a_refusal_or_in_batches_but_end() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Buffer good = written(batch(ECHO, 1, Payload.text("hello")), told(Payload.text("world")));
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    for (int i = 0; i < 20_000; i++) {
                        Buffer spoilt = good.copy();
                        for (int n = 1 + random.nextInt(4); n > 0; n--) {
                            spoilt.setByte(random.nextInt(spoilt.length()), (byte) random.nextInt(256));
                        }
                        consume(spoilt);
                    }
                },
                () -> "seed " + seed);
    }

    private static void consume(Buffer message) {
        try {
            read(message).forEach(batch -> assertThat(batch.publications()).isNotEmpty());
        } catch (IllegalArgumentException | IndexOutOfBoundsException refused) {
            assertThat(refused).isNotNull();
        }
    }

    private static List<Batch> read(Buffer message) {
        List<Batch> heard = new ArrayList<>();
        Announcement.read(message, each -> true, heard::add);
        return heard;
    }

    private static Buffer written(Batch... batches) {
        Buffer out = Buffer.buffer();
        for (Batch batch : batches) {
            Announcement.write(batch, out);
        }
        return out;
    }

    private static Batch told(Payload payload) {
        Publication publication = new Publication(ECHO, "x7", 2, 2, "node1", payload, INFO, Map.of("k", "v"));
        return new Batch(ECHO, "x7", List.of(publication));
    }

    private static Batch batch(ChannelName channel, long first, Payload... payloads) {
        List<Publication> publications = new ArrayList<>();
        for (Payload payload : payloads) {
            publications.add(
                    new Publication(channel, "x7", first + publications.size(), 1_700_000_000_000L, "node1", payload));
        }
        return new Batch(channel, "x7", publications);
    }
}
