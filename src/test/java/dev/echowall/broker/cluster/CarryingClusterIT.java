package dev.echowall.broker.cluster;

import static dev.echowall.testing.Patience.await;
import static dev.echowall.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerContract.Ear;
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
class CarryingClusterIT {
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
        List<Ear> ears = everywhere(channel);
        Published published = await(publish(0, channel, "hello"));
        untilAllHeard(ears, 1);

        assertThat(published.copies()).isEqualTo(2);
        assertThat(ears)
                .allSatisfy(ear -> assertThat(ear.heard())
                        .singleElement()
                        .satisfies(heard -> assertThat(heard.node()).isEqualTo("node1"))
                        .satisfies(heard -> assertThat(heard.position()).isEqualTo(published.position())));
    }

    @Test
    void who_said_it_at_one_node_is_told_at_all_whether_it_is_announced_or_read() {
        ChannelName channel = ChannelName.of("told");
        ClientInfo info = new ClientInfo("42", "c1", new byte[] {'1'}, new byte[] {'2'});
        Submission told = new Submission(Payload.text("hello"), null, info, Map.of("lang", "en"));
        List<Ear> ears = everywhere(channel);
        await(cluster.node(0).broker().publish(channel, told, Creation.BY_CLIENT));
        untilAllHeard(ears, 1);
        dropped.add(channel);
        await(cluster.node(1).broker().publish(channel, told, Creation.BY_CLIENT));
        untilAllHeard(ears, 2);
        dropped.remove(channel);

        List<Publication> kept = read(2, channel, 10);
        assertThat(kept).extracting(Publication::info).containsExactly(info, info);
        assertThat(kept).extracting(Publication::tags).containsOnly(Map.of("lang", "en"));
        assertThat(ears).allSatisfy(ear -> assertThat(ear.heard()).isEqualTo(kept));
    }

    @Test
    void what_several_nodes_say_at_once_is_heard_everywhere_in_one_order() {
        ChannelName channel = ChannelName.of("ordered");
        List<Ear> ears = everywhere(channel);
        List<Future<Published>> said = IntStream.range(0, 1000)
                .mapToObj(i -> publish(i % 3, channel, "n" + i))
                .toList();
        await(Future.all(said));
        untilAllHeard(ears, 1000);

        List<Publication> kept = read(1, channel, 1000);
        assertThat(kept.stream().map(Publication::offset))
                .isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(ears).allSatisfy(ear -> assertThat(ear.heard()).isEqualTo(kept));
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
        List<Ear> ears = everywhere(channel);
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
        untilAllHeard(ears, 20);

        assertThat(ears)
                .allSatisfy(ear -> assertThat(BrokerContract.texts(ear.heard()))
                        .isEqualTo(IntStream.range(0, 20)
                                .mapToObj(i -> "tick " + (second + i))
                                .toList()));
    }

    @Test
    void a_lost_announcement_is_healed_by_the_next_one() {
        ChannelName channel = ChannelName.of("lost:middle");
        List<Ear> ears = everywhere(channel);
        await(publish(0, channel, "a"));
        dropped.add(channel);
        await(publish(0, channel, "lost"));
        dropped.remove(channel);
        await(publish(0, channel, "b"));
        untilAllHeard(ears, 3);

        assertThat(ears)
                .allSatisfy(ear -> assertThat(BrokerContract.texts(ear.heard())).containsExactly("a", "lost", "b"));
    }

    @Test
    void a_lost_last_announcement_is_found_by_comparing() {
        ChannelName channel = ChannelName.of("lost:last");
        List<Ear> ears = everywhere(channel);
        dropped.add(channel);
        await(publish(0, channel, "last"));
        until(
                "all have heard it",
                Duration.ofMillis(1500),
                () -> ears.stream().allMatch(ear -> ear.heard().size() == 1));
        dropped.remove(channel);

        assertThat(ears)
                .allSatisfy(ear -> assertThat(BrokerContract.texts(ear.heard())).containsExactly("last"));
    }

    @Test
    void a_thousand_lost_announcements_are_healed() {
        ChannelName channel = ChannelName.of("lost:many");
        List<Ear> ears = everywhere(channel);
        dropped.add(channel);
        await(Future.all(IntStream.range(0, 1000)
                .mapToObj(i -> publish(i % 3, channel, "n" + i))
                .toList()));
        untilAllHeard(ears, 1000);
        dropped.remove(channel);

        List<Publication> kept = read(2, channel, 1000);
        assertThat(ears).allSatisfy(ear -> assertThat(ear.heard()).isEqualTo(kept));
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

    private static List<Ear> everywhere(ChannelName channel) {
        List<Ear> ears = new ArrayList<>();
        for (Node node : cluster.nodes()) {
            Ear ear = new Ear();
            ear.begin(await(node.broker().follow(channel, ear, node.vertx().getOrCreateContext())));
            ears.add(ear);
        }
        return ears;
    }

    private static void untilAllHeard(List<Ear> ears, int count) {
        until(
                "all have heard " + count,
                () -> ears.stream().allMatch(ear -> ear.heard().size() >= count));
    }

    private static Future<Published> publish(int node, ChannelName channel, String text) {
        return cluster.node(node).broker().publish(channel, Payload.text(text), null);
    }

    private static List<Publication> read(int node, ChannelName channel, int count) {
        return ((Recovered) await(cluster.node(node).broker().read(channel, new Position("", 0), count, 1 << 24)))
                .publications();
    }
}
