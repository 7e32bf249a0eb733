package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.broker.AppendResult;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Broker;
import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerContract.RecordingConsumer;
import dev.echowall.broker.Published;
import dev.echowall.broker.StreamStore;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TestCluster.Setup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The owner has it, the backup has it, and the reply never comes. */
class LostReplyClusterIT {
    private static final String DOOMED = "doomed";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Test
    void an_append_whose_owner_dies_between_backup_and_reply_is_there_once_and_where_it_was() {
        AtomicInteger attempts = new AtomicInteger();
        List<TestCluster> made = new ArrayList<>();
        Setup setup = Setup.DEFAULT.with(appending((context, streams, channel, header, drafts) -> {
            Future<@Nullable AppendResult> appended = streams.append(channel, header, drafts);
            boolean doomed = drafts.get(0).payload().string().equals(DOOMED);
            if (!doomed || attempts.getAndIncrement() > 0) {
                return appended;
            }
            // Both have it by now; what is answered dies with the owner.
            return appended.compose(done -> context.owner().executeBlocking(() -> {
                TestCluster cluster = made.get(0);
                cluster.kill(cluster.owner(channel.value()));
                throw new IllegalStateException("no reply");
            }));
        }));
        try (TestCluster cluster = TestCluster.start(3, setup)) {
            made.add(cluster);
            ChannelName channel = ChannelName.of(cluster.ownedBy(2));
            Node node = cluster.node(0);
            RecordingConsumer consumer = new RecordingConsumer();
            await(node.broker().follow(channel, consumer, node.context()));
            Position first = await(node.broker().publish(channel, Payload.text("first"), null))
                    .position();
            Published doomed = await(node.broker().publish(channel, Payload.text(DOOMED), null));
            Published last = await(node.broker().publish(channel, Payload.text("last"), null));
            until("all is heard", () -> consumer.heard().size() == 3);

            assertThat(attempts.get()).isGreaterThan(1);
            assertThat(cluster.node(2).alive()).isFalse();
            assertThat(doomed.position()).isEqualTo(new Position(first.epoch(), 2));
            assertThat(last.position()).isEqualTo(new Position(first.epoch(), 3));
            assertThat(texts(read(node, channel))).containsExactly("first", DOOMED, "last");
            assertThat(texts(consumer.heard())).containsExactly("first", DOOMED, "last");
        }
    }

    @Test
    void an_append_whose_answer_is_lost_while_members_change_is_asked_again_and_is_there_once() {
        AtomicInteger attempts = new AtomicInteger();
        Setup setup = Setup.DEFAULT.with(appending((context, streams, channel, header, drafts) -> {
            Future<@Nullable AppendResult> appended = streams.append(channel, header, drafts);
            return attempts.getAndIncrement() > 0
                    ? appended
                    : Promise.<@Nullable AppendResult>promise().future();
        }));
        try (TestCluster cluster = TestCluster.start(2, setup)) {
            Node node = cluster.node(0);
            ChannelName channel = ChannelName.of("echo");
            Published there = await(node.broker().publish(channel, Payload.text("once"), null));

            assertThat(attempts.get()).isEqualTo(2);
            assertThat(there.position().offset()).isEqualTo(1);
            assertThat(texts(read(node, channel))).containsExactly("once");
        }
    }

    @Test
    void a_publisher_that_is_never_answered_is_told_that_the_outcome_is_unknown_and_those_behind_it_that_it_is_busy() {
        Setup patient = new Setup(1, 1, Setup.KEEPS_MUCH, 1000, Long.MAX_VALUE, PATIENCE, silent());
        try (TestCluster cluster = TestCluster.start(1, patient)) {
            Broker broker = cluster.node(0).broker();
            ChannelName channel = ChannelName.of("echo");
            Future<Published> sent = broker.publish(channel, Payload.text(DOOMED), null);
            Future<Published> waiting = broker.publish(channel, Payload.text("waits"), null);

            assertThatThrownBy(() -> await(sent)).satisfies(BrokerContract.is(ErrorCode.OUTCOME_UNKNOWN));
            assertThatThrownBy(() -> await(waiting)).satisfies(BrokerContract.is(ErrorCode.BUSY));
        }
    }

    @Test
    void what_waits_for_a_channel_is_bounded_in_bytes_and_other_channels_do_not_notice() {
        try (TestCluster cluster = TestCluster.start(1, Setup.DEFAULT.with(silent()))) {
            Broker broker = cluster.node(0).broker();
            ChannelName channel = ChannelName.of("echo");
            broker.publish(channel, Payload.text(DOOMED), null);
            Payload large = Payload.text("x".repeat(1 << 20));
            List<Future<Published>> waiting = IntStream.range(0, 20)
                    .mapToObj(i -> broker.publish(channel, large, null))
                    .toList();
            Published elsewhere = await(broker.publish(ChannelName.of("other"), large, null));

            // 8 MiB are allowed, see TestCluster, and the first that waits in any case.
            assertThat(waiting.stream().filter(Future::failed)).hasSizeBetween(12, 13);
            assertThat(waiting.stream().filter(Future::failed))
                    .allSatisfy(refused -> assertThat(refused.cause()).satisfies(BrokerContract.is(ErrorCode.BUSY)));
            assertThat(elsewhere.position().offset()).isEqualTo(1);
        }
    }

    @Test
    void when_owner_and_backup_die_together_a_stream_begins_again_in_another_epoch_and_is_never_half_there() {
        try (TestCluster cluster = TestCluster.start(3)) {
            Node node = cluster.node(0);
            until(
                    "each leads some",
                    () -> cluster.nodes().stream()
                            .noneMatch(each -> Replicas.of(each.hazelcast()).leadsNone()));
            Map<ChannelName, RecordingConsumer> consumers = new HashMap<>();
            Map<ChannelName, Position> before = new HashMap<>();
            for (int i = 0; i < 40; i++) {
                ChannelName channel = ChannelName.of("twice:" + i);
                RecordingConsumer consumer = new RecordingConsumer();
                await(node.broker().follow(channel, consumer, node.context()));
                consumers.put(channel, consumer);
                await(node.broker().publish(channel, Payload.text("a"), null));
                before.put(
                        channel,
                        await(node.broker().publish(channel, Payload.text("b"), null))
                                .position());
            }
            cluster.kill(1);
            cluster.kill(2);
            int lost = 0;
            for (Map.Entry<ChannelName, Position> each : before.entrySet()) {
                Position now = await(node.broker().publish(each.getKey(), Payload.text("c"), null))
                        .position();
                List<String> kept = texts(read(node, each.getKey()));
                if (now.epoch().equals(each.getValue().epoch())) {
                    assertThat(now.offset()).isEqualTo(3);
                    assertThat(kept).containsExactly("a", "b", "c");
                } else {
                    lost++;
                    assertThat(now.offset()).isEqualTo(1);
                    assertThat(kept).containsExactly("c");
                }
                // In the old epoch or in the new one, it is heard.
                RecordingConsumer consumer = Objects.requireNonNull(consumers.get(each.getKey()));
                until("c is heard", () -> texts(consumer.heard()).equals(List.of("a", "b", "c")));
            }

            // Of three nodes, two held a third of the channels between them.
            assertThat(lost).isBetween(1, before.size() - 1);
        }
    }

    private static TestCluster.Brokers silent() {
        return appending((context, streams, channel, header, drafts) ->
                drafts.get(0).payload().string().equals(DOOMED)
                        ? Promise.<@Nullable AppendResult>promise().future()
                        : streams.append(channel, header, drafts));
    }

    /** What becomes of an append between the broker and its streams. */
    private interface Fate {
        Future<@Nullable AppendResult> of(
                Context context, StreamStore streams, ChannelName channel, BatchHeader header, List<Draft> drafts);
    }

    private static TestCluster.Brokers appending(Fate fate) {
        return (context, hazelcast, membership, rules, metrics) ->
                new ClusterBroker(context, hazelcast, membership, rules, metrics, batch -> true, streams -> {
                    return new Between(streams) {
                        @Override
                        public Future<@Nullable AppendResult> append(
                                ChannelName channel, BatchHeader header, List<Draft> drafts) {
                            return fate.of(context, streams, channel, header, drafts);
                        }
                    };
                });
    }

    private static List<String> texts(List<Publication> publications) {
        return BrokerContract.texts(publications);
    }

    private static List<Publication> read(Node node, ChannelName channel) {
        return ((Recovered) await(node.broker().read(channel, new Position("", 0), 1000, 1 << 24))).publications();
    }

    /** Hands everything on but appends. */
    private abstract static class Between implements StreamStore {
        private final StreamStore streams;

        Between(StreamStore streams) {
            this.streams = streams;
        }

        @Override
        public Future<@Nullable Recovery> read(
                ChannelName channel, BatchHeader header, Position after, int count, int bytes) {
            return streams.read(channel, header, after, count, bytes);
        }

        @Override
        public Future<@Nullable Boolean> removeHistory(ChannelName channel) {
            return streams.removeHistory(channel);
        }

        @Override
        public Future<Map<ChannelName, Position>> tops(Collection<ChannelName> channels) {
            return streams.tops(channels);
        }

        @Override
        public int channels() {
            return streams.channels();
        }

        @Override
        public int channels(String label) {
            return streams.channels(label);
        }

        @Override
        public void count() {
            streams.count();
        }

        @Override
        public void sweep() {
            streams.sweep();
        }
    }
}
