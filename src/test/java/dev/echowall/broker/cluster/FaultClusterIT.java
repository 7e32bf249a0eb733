package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerContract.RecordingConsumer;
import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TestCluster.Setup;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Members that die, come, and are too few. */
class FaultClusterIT {
    @Test
    void a_stream_survives_its_owner_with_offsets_epoch_and_ids() {
        try (TestCluster cluster = TestCluster.start(3)) {
            ChannelName channel = ChannelName.of(cluster.ownedBy(2));
            Node node = cluster.node(0);
            List<Published> said = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                said.add(await(node.broker().publish(channel, Payload.text("n" + i), "id" + i)));
            }
            cluster.kill(2);
            Published next = await(node.broker().publish(channel, Payload.text("next"), null));
            Published again = await(cluster.node(1).broker().publish(channel, Payload.text("n7"), "id7"));

            assertThat(next.position())
                    .isEqualTo(new Position(said.get(0).position().epoch(), 51));
            assertThat(again.repeated()).isTrue();
            assertThat(again.position()).isEqualTo(said.get(7).position());
            assertThat(read(cluster.node(1), channel)).hasSize(51);
        }
    }

    @Test
    void nothing_acknowledged_is_lost_or_said_twice_when_the_owner_dies_under_load() {
        try (TestCluster cluster = TestCluster.start(3)) {
            ChannelName channel = ChannelName.of(cluster.ownedBy(2));
            List<RecordingConsumer> consumers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                consumers.add(new RecordingConsumer());
                await(cluster.node(i)
                        .broker()
                        .follow(channel, consumers.get(i), cluster.node(i).context()));
            }
            LoadGenerator generator = new LoadGenerator(cluster.node(0), channel, 64);
            generator.start();
            until("it runs", () -> generator.acknowledged() > 2000);
            cluster.kill(2);
            int before = generator.acknowledged();
            until("it goes on", () -> generator.acknowledged() > before + 2000);
            generator.stop();
            until("all is answered", generator::quiet);

            List<Publication> kept = readAll(cluster.node(1), channel);
            assertThat(generator.failures()).isEmpty();
            assertThat(kept.stream().map(Publication::offset))
                    .isEqualTo(LongStream.rangeClosed(1, kept.size()).boxed().toList());
            assertThat(kept.stream().map(Publication::epoch).distinct()).hasSize(1);
            assertThat(kept.stream().map(each -> each.payload().string())).doesNotHaveDuplicates();
            Map<String, Long> offsets = new HashMap<>();
            kept.forEach(each -> offsets.put(each.payload().string(), each.offset()));
            assertThat(offsets).containsAllEntriesOf(generator.offsets());
            until(
                    "both have heard it all",
                    () -> consumers.stream()
                            .allMatch(consumer -> consumer.heard().size() >= kept.size()));
            assertThat(consumers)
                    .allSatisfy(consumer -> assertThat(consumer.heard()).isEqualTo(kept));
        }
    }

    @Test
    void a_member_that_comes_later_hears_and_reads_and_streams_move_to_it_whole() {
        try (TestCluster cluster = TestCluster.start(1)) {
            Node first = cluster.node(0);
            List<ChannelName> channels = IntStream.range(0, 100)
                    .mapToObj(i -> ChannelName.of("moved:" + i))
                    .toList();
            Map<ChannelName, Position> tops = new HashMap<>();
            for (ChannelName channel : channels) {
                Published published = await(first.broker().publish(channel, Payload.text("a"), "id"));
                assertThat(published.copies()).isEqualTo(1);
                tops.put(channel, published.position());
            }
            Node second = cluster.join();
            RecordingConsumer consumer = new RecordingConsumer();
            await(second.broker().follow(channels.get(0), consumer, second.context()));
            for (ChannelName channel : channels) {
                Published again = await(second.broker().publish(channel, Payload.text("a"), "id"));
                assertThat(again.position()).isEqualTo(tops.get(channel));
                assertThat(read(second, channel)).hasSize(1);
            }
            Published next = await(first.broker().publish(channels.get(0), Payload.text("b"), null));
            until("the newcomer hears", () -> consumer.heard().size() == 1);

            assertThat(next.copies()).isEqualTo(2);
            assertThat(next.position().offset()).isEqualTo(2);
        }
    }

    @Test
    void below_the_quorum_publishing_is_refused_by_name_and_soon() {
        try (TestCluster cluster = TestCluster.start(2, Setup.DEFAULT.withQuorum(2))) {
            Node left = cluster.node(0);
            ChannelName channel = ChannelName.of("echo");
            await(left.broker().publish(channel, Payload.text("a"), null));
            cluster.kill(1);
            until("the other is gone", () -> !left.membership().hasQuorum());
            Future<Published> refused = left.broker().publish(channel, Payload.text("b"), null);

            assertThatThrownBy(() -> await(refused, Duration.ofSeconds(5)))
                    .satisfies(BrokerContract.is(ErrorCode.NO_QUORUM));
        }
    }

    @Test
    void a_node_that_is_left_alone_keeps_one_copy_and_says_so() {
        try (TestCluster cluster = TestCluster.start(2)) {
            ChannelName channel = ChannelName.of("echo");
            assertThat(await(cluster.node(0).broker().publish(channel, Payload.text("a"), null))
                            .copies())
                    .isEqualTo(2);
            cluster.kill(1);
            until(
                    "the other is gone",
                    () -> cluster.node(0).membership().nodes().size() == 1);

            assertThat(await(cluster.node(0).broker().publish(channel, Payload.text("b"), null)))
                    .isEqualTo(new Published(
                            new Position(read(cluster.node(0), channel).get(0).epoch(), 2), 1, false));
        }
    }

    private static List<Publication> read(Node node, ChannelName channel) {
        return ((Recovered) await(node.broker().read(channel, new Position("", 0), 1000, 1 << 24))).publications();
    }

    private static List<Publication> readAll(Node node, ChannelName channel) {
        List<Publication> all = new ArrayList<>();
        while (true) {
            Recovered page =
                    (Recovered) await(node.broker().read(channel, new Position("", all.size()), 5000, 1 << 24));
            all.addAll(page.publications());
            if (page.publications().isEmpty()) {
                return all;
            }
        }
    }
}
