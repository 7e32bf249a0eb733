package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;

import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerContract.RecordingConsumer;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.StreamCopies;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TestCluster.Setup;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What members keep, for how long, and with which means. */
class ReplicationClusterIT {
    private static final ClientInfo INFO = new ClientInfo("42", "c1", new byte[] {'1'}, null);

    @Test
    void nodes_that_start_make_no_channel() {
        try (TestCluster cluster = TestCluster.start(2)) {
            assertThat(Replicas.of(cluster.node(0).hazelcast()).led()).isZero();
            assertThat(Replicas.of(cluster.node(1).hazelcast()).led()).isZero();
        }
    }

    @Test
    void what_is_too_old_leaves_memory_and_a_stream_that_is_silent_for_long_is_retired_everywhere() {
        ChannelOptions brief = new ChannelOptions(
                100,
                1 << 20,
                Duration.ofMillis(300),
                Duration.ofSeconds(4),
                ChannelOptions.Publish.ANYONE,
                ChannelOptions.Subscribe.ANYONE);
        try (TestCluster cluster = TestCluster.start(2, Setup.DEFAULT.with(brief))) {
            String owned = cluster.ownedBy(0);
            ChannelName channel = ChannelName.of(owned);
            Node node = cluster.node(1);
            Position said = await(node.broker().publish(channel, Payload.text("a"), null))
                    .position();
            until("what was said leaves memory", () -> {
                StreamCopy copy = copy(cluster.node(0), owned);
                return copy == null || copy.stream().publications().isEmpty();
            });
            until("the stream is retired", () -> cluster.nodes().stream().allMatch(each -> copy(each, owned) == null));
            cluster.kill(0);
            Published next = await(node.broker().publish(channel, Payload.text("b"), null));

            assertThat(next.position().offset()).isEqualTo(1);
            assertThat(next.position().epoch()).isNotEqualTo(said.epoch());
        }
    }

    @Test
    void twenty_thousand_appends_start_no_threads() {
        try (TestCluster cluster = TestCluster.start(2)) {
            Node node = cluster.node(0);
            LoadGenerator warm = new LoadGenerator(node, ChannelName.of(cluster.ownedBy(1)), 64);
            run(warm, 2_000);
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            for (int i = 0; i < 4; i++) {
                run(new LoadGenerator(node, ChannelName.of("threads:" + i), 16), 5_000);
            }
            Set<Thread> after = Thread.getAllStackTraces().keySet();

            assertThat(after.size() - before.size()).isLessThan(20);
        }
    }

    @Test
    void a_node_that_has_left_refuses_by_name() {
        try (TestCluster cluster = TestCluster.start(2)) {
            Node gone = cluster.node(1);
            cluster.kill(1);
            ChannelName channel = ChannelName.of("echo");

            assertThatThrownBy(() -> await(gone.broker().publish(channel, Payload.text("a"), null)))
                    .satisfies(BrokerContract.is(ErrorCode.DRAINING));
            assertThatThrownBy(() -> await(gone.broker().read(channel, new Position("", 0), 1, 1)))
                    .satisfies(BrokerContract.is(ErrorCode.DRAINING));
            assertThatThrownBy(() -> await(gone.broker().follow(channel, new RecordingConsumer(), gone.context())))
                    .satisfies(BrokerContract.is(ErrorCode.DRAINING));
        }
    }

    @Test
    void owner_and_backup_keep_the_same() {
        try (TestCluster cluster = TestCluster.start(2, Setup.DEFAULT.with(BrokerContract.keeping(50)))) {
            String owned = cluster.ownedBy(0);
            ChannelName channel = ChannelName.of(owned);
            await(Future.all(IntStream.range(0, 500)
                    .mapToObj(i -> cluster.node(i % 2)
                            .broker()
                            .publish(
                                    channel,
                                    new Submission(
                                            Payload.text("n" + i),
                                            i % 3 == 0 ? "id" + i : null,
                                            i % 2 == 0 ? INFO : null,
                                            i % 5 == 0 ? Map.of("k", "v" + i) : Map.of()),
                                    Creation.BY_CLIENT))
                    .toList()));
            StreamCopy owners = Objects.requireNonNull(copy(cluster.node(0), owned));
            StreamCopy backups = Objects.requireNonNull(copy(cluster.node(1), owned));

            assertThat(StreamCopies.faceOf(backups.stream())).isEqualTo(StreamCopies.faceOf(owners.stream()));
            assertThat(backups.version()).isEqualTo(owners.version());
        }
    }

    @Test
    void a_copy_that_fell_behind_is_not_counted_as_one_and_is_made_anew() {
        try (TestCluster cluster = TestCluster.start(3)) {
            String owned = cluster.ownedBy(2);
            ChannelName channel = ChannelName.of(owned);
            Node owner = cluster.node(2);
            await(owner.broker().publish(channel, Payload.text("a"), null));
            Submission told = new Submission(Payload.text("b"), null, INFO, Map.of("k", "v"));
            Position before = await(owner.broker().publish(channel, told, Creation.BY_CLIENT))
                    .position();
            // As if they had never had it.
            for (int i = 0; i < 2; i++) {
                Replica replica = Replicas.of(cluster.node(i).hazelcast()).replica(Placement.shard(owned));
                synchronized (replica) {
                    replica.copies().clear();
                }
            }
            Position after = await(owner.broker().publish(channel, Payload.text("c"), null))
                    .position();
            cluster.kill(2);
            Recovered kept =
                    (Recovered) await(cluster.node(0).broker().read(channel, new Position("", 0), 10, 1 << 20));

            assertThat(after).isEqualTo(new Position(before.epoch(), 3));
            assertThat(BrokerContract.texts(kept.publications())).containsExactly("a", "b", "c");
            assertThat(kept.epoch()).isEqualTo(before.epoch());
            assertThat(kept.publications()).extracting(Publication::info).containsExactly(null, INFO, null);
            assertThat(kept.publications()).extracting(Publication::tags).contains(Map.of("k", "v"), atIndex(1));
        }
    }

    /* What this member itself keeps of the stream, as leader or as backup. */
    private static @Nullable StreamCopy copy(Node node, String channel) {
        Replica replica = Replicas.of(node.hazelcast()).replica(Placement.shard(channel));
        synchronized (replica) {
            return replica.copies().get(channel);
        }
    }

    @Test
    void reads_and_follows_outlast_the_death_of_the_owner() {
        try (TestCluster cluster = TestCluster.start(3)) {
            ChannelName channel = ChannelName.of(cluster.ownedBy(2));
            Node node = cluster.node(0);
            await(node.broker().publish(channel, Payload.text("a"), null));
            cluster.kill(2);
            Future<Position> followed = node.broker().follow(channel, new RecordingConsumer(), node.context());

            assertThat(await(followed).offset()).isEqualTo(1);
            assertThat(await(node.broker().read(channel, new Position("", 0), 1, 1)))
                    .isInstanceOf(Recovered.class);
        }
    }

    @Test
    void a_stopped_broker_leaves_no_timers_that_ask_the_cluster() {
        try (TestCluster cluster = TestCluster.start(1)) {
            Node node = cluster.node(0);
            RecordingConsumer consumer = new RecordingConsumer();
            await(node.broker().follow(ChannelName.of("echo"), consumer, node.context()));
            Future<Void> stopped = Future.future(promise ->
                    node.context().runOnContext(v -> node.broker().stop().onComplete(promise)));
            await(stopped);

            assertThat(node.broker().listening()).isFalse();
            assertThat(await(node.broker().publish(ChannelName.of("echo"), Payload.text("late"), null))
                            .position()
                            .offset())
                    .isEqualTo(1);
        }
    }

    private static void run(LoadGenerator generator, int count) {
        generator.start();
        until(count + " are acknowledged", () -> generator.acknowledged() >= count);
        generator.stop();
        until("all is answered", generator::quiet);
        assertThat(generator.failures()).isEmpty();
    }
}
