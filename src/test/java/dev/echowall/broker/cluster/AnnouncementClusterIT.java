package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerContract.RecordingConsumer;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TestCluster.Setup;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three healthy nodes, between which announcements may be lost. */
class AnnouncementClusterIT {
    /** Batches of these channels are not announced while they are in here. */
    private static final Set<ChannelName> dropped = ConcurrentHashMap.newKeySet();

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(
                3,
                Setup.DEFAULT.with((context, hazelcast, membership, rules, metrics) -> new ClusterBroker(
                        context,
                        hazelcast,
                        membership,
                        rules,
                        metrics,
                        batch -> !dropped.contains(batch.channel()),
                        streams -> streams)));
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void what_is_said_at_one_node_is_heard_at_all() {
        ChannelName channel = ChannelName.of("carried");
        List<RecordingConsumer> consumers = everywhere(channel);
        Published published = await(publish(0, channel, "hello"));
        untilAllHeard(consumers, 1);

        assertThat(published.copies()).isEqualTo(2);
        assertThat(consumers)
                .allSatisfy(consumer -> assertThat(consumer.heard())
                        .singleElement()
                        .satisfies(heard -> assertThat(heard.node()).isEqualTo("node1"))
                        .satisfies(heard -> assertThat(heard.position()).isEqualTo(published.position())));
    }

    @Test
    void who_said_it_at_one_node_is_told_at_all_whether_it_is_announced_or_read() {
        ChannelName channel = ChannelName.of("told");
        ClientInfo info = new ClientInfo("42", "c1", new byte[] {'1'}, new byte[] {'2'});
        Submission told = new Submission(Payload.text("hello"), null, info, Map.of("lang", "en"));
        List<RecordingConsumer> consumers = everywhere(channel);
        await(cluster.node(0).broker().publish(channel, told, Creation.BY_CLIENT));
        untilAllHeard(consumers, 1);
        dropped.add(channel);
        await(cluster.node(1).broker().publish(channel, told, Creation.BY_CLIENT));
        untilAllHeard(consumers, 2);
        dropped.remove(channel);

        List<Publication> kept = read(2, channel, 10);
        assertThat(kept).extracting(Publication::info).containsExactly(info, info);
        assertThat(kept).extracting(Publication::tags).containsOnly(Map.of("lang", "en"));
        assertThat(consumers)
                .allSatisfy(consumer -> assertThat(consumer.heard()).isEqualTo(kept));
    }

    @Test
    void what_several_nodes_say_at_once_is_heard_everywhere_in_one_order() {
        ChannelName channel = ChannelName.of("ordered");
        List<RecordingConsumer> consumers = everywhere(channel);
        List<Future<Published>> said = IntStream.range(0, 1000)
                .mapToObj(i -> publish(i % 3, channel, "n" + i))
                .toList();
        await(Future.all(said));
        untilAllHeard(consumers, 1000);

        List<Publication> kept = read(1, channel, 1000);
        assertThat(kept.stream().map(Publication::offset))
                .isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(consumers)
                .allSatisfy(consumer -> assertThat(consumer.heard()).isEqualTo(kept));
        assertThat(said).allSatisfy(each -> {
            int i = said.indexOf(each);
            assertThat(kept.get((int) each.result().position().offset() - 1)
                            .payload()
                            .string())
                    .isEqualTo("n" + i);
        });
    }

    @Test
    void a_second_that_all_nodes_offer_is_said_once() {
        ChannelName channel = ChannelName.of("ticks");
        List<RecordingConsumer> consumers = everywhere(channel);
        long second = ClusterClock.of(cluster.node(0).hazelcast()).getAsLong();
        for (int i = 0; i < 20; i++) {
            long rank = second + i;
            List<Future<Published>> offered = cluster.nodes().stream()
                    .map(node -> node.broker().offer(channel, Payload.text("tick " + rank), rank))
                    .toList();
            await(Future.all(offered));
            assertThat(offered.stream().map(Future::result).filter(Objects::nonNull))
                    .hasSize(1);
        }
        untilAllHeard(consumers, 20);

        assertThat(consumers)
                .allSatisfy(consumer -> assertThat(BrokerContract.texts(consumer.heard()))
                        .isEqualTo(IntStream.range(0, 20)
                                .mapToObj(i -> "tick " + (second + i))
                                .toList()));
    }

    @Test
    void a_lost_announcement_is_healed_by_the_next_one() {
        ChannelName channel = ChannelName.of("lost:middle");
        List<RecordingConsumer> consumers = everywhere(channel);
        await(publish(0, channel, "a"));
        dropped.add(channel);
        await(publish(0, channel, "lost"));
        dropped.remove(channel);
        await(publish(0, channel, "b"));
        untilAllHeard(consumers, 3);

        assertThat(consumers)
                .allSatisfy(consumer ->
                        assertThat(BrokerContract.texts(consumer.heard())).containsExactly("a", "lost", "b"));
    }

    @Test
    void a_lost_last_announcement_is_found_by_comparing() {
        ChannelName channel = ChannelName.of("lost:last");
        List<RecordingConsumer> consumers = everywhere(channel);
        dropped.add(channel);
        await(publish(0, channel, "last"));
        until(
                "all have heard it",
                Duration.ofMillis(1500),
                () -> consumers.stream().allMatch(consumer -> consumer.heard().size() == 1));
        dropped.remove(channel);

        assertThat(consumers)
                .allSatisfy(consumer ->
                        assertThat(BrokerContract.texts(consumer.heard())).containsExactly("last"));
    }

    @Test
    void a_thousand_lost_announcements_are_healed() {
        ChannelName channel = ChannelName.of("lost:many");
        List<RecordingConsumer> consumers = everywhere(channel);
        dropped.add(channel);
        await(Future.all(IntStream.range(0, 1000)
                .mapToObj(i -> publish(i % 3, channel, "n" + i))
                .toList()));
        untilAllHeard(consumers, 1000);
        dropped.remove(channel);

        List<Publication> kept = read(2, channel, 1000);
        assertThat(consumers)
                .allSatisfy(consumer -> assertThat(consumer.heard()).isEqualTo(kept));
    }

    @Test
    void two_callers_who_repeat_one_id_at_two_nodes_are_told_one_position() {
        ChannelName channel = ChannelName.of("ids");
        List<Future<Published>> said = IntStream.range(0, 30)
                .mapToObj(i -> cluster.node(i % 3).broker().publish(channel, Payload.text("once"), "id1"))
                .toList();
        await(Future.all(said));

        assertThat(said.stream().map(each -> each.result().position()).distinct())
                .hasSize(1);
        assertThat(said.stream().filter(each -> !each.result().repeated())).hasSize(1);
        assertThat(read(0, channel, 10)).hasSize(1);
    }

    private static List<RecordingConsumer> everywhere(ChannelName channel) {
        List<RecordingConsumer> consumers = new ArrayList<>();
        for (Node node : cluster.nodes()) {
            RecordingConsumer consumer = new RecordingConsumer();
            consumer.begin(
                    await(node.broker().follow(channel, consumer, node.vertx().getOrCreateContext())));
            consumers.add(consumer);
        }
        return consumers;
    }

    private static void untilAllHeard(List<RecordingConsumer> consumers, int count) {
        until(
                "all have heard " + count,
                () -> consumers.stream().allMatch(consumer -> consumer.heard().size() >= count));
    }

    private static Future<Published> publish(int node, ChannelName channel, String text) {
        return cluster.node(node).broker().publish(channel, Payload.text(text), null);
    }

    private static List<Publication> read(int node, ChannelName channel, int count) {
        return ((Recovered) await(cluster.node(node).broker().read(channel, new Position("", 0), count, 1 << 24)))
                .publications();
    }
}
