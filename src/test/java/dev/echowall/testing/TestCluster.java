package dev.echowall.testing;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.broker.cluster.ClusterOptions;
import dev.echowall.broker.cluster.HazelcastMember;
import dev.echowall.broker.cluster.HazelcastSettings;
import dev.echowall.broker.cluster.JournalSettings;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.Namespaces;
import dev.echowall.journal.JournalOptions;
import dev.echowall.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Several nodes in this process, on 127.0.0.1, as members of a cluster of their own. */
public final class TestCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    /** One node, with a broker on a context of its own. */
    public record Node(
            String name,
            Vertx vertx,
            Context context,
            HazelcastInstance hazelcast,
            Membership membership,
            ClusterBroker broker,
            SimpleMeterRegistry meters,
            int port) {
        public boolean alive() {
            return hazelcast.getLifecycleService().isRunning();
        }

        /** Runs the task on the broker's context. */
        public <T> T onContext(Callable<T> task) {
            return TimeLimits.await(Future.future(promise -> context.runOnContext(v -> {
                try {
                    promise.complete(task.call());
                } catch (Exception e) {
                    promise.fail(e);
                }
            })));
        }
    }

    /** Creates the broker of a node; lets tests inject faults. */
    public interface Brokers {
        ClusterBroker make(
                Context context,
                HazelcastInstance hazelcast,
                Membership membership,
                BrokerOptions options,
                Metrics metrics);
    }

    /**
     * Options shared by all nodes.
     *
     * @param channels the most streams
     * @param history the most bytes of all streams
     */
    public record Setup(
            int backups,
            int quorum,
            ChannelOptions options,
            int channels,
            long history,
            Duration patience,
            Brokers brokers) {
        public static final ChannelOptions KEEPS_MUCH = new ChannelOptions(
                100_000,
                64 << 20,
                Duration.ZERO,
                Duration.ofHours(24),
                ChannelOptions.Publish.ANYONE,
                ChannelOptions.Subscribe.ANYONE);

        public static final Setup DEFAULT =
                new Setup(1, 1, KEEPS_MUCH, 100_000, Long.MAX_VALUE, Duration.ofSeconds(10), ClusterBroker::new);

        public Setup with(ChannelOptions other) {
            return new Setup(backups, quorum, other, channels, history, patience, brokers);
        }

        public Setup with(Brokers other) {
            return new Setup(backups, quorum, options, channels, history, patience, other);
        }

        public Setup withHistory(long bytes) {
            return new Setup(backups, quorum, options, channels, bytes, patience, brokers);
        }

        public Setup withQuorum(int other) {
            return new Setup(backups, other, options, channels, history, patience, brokers);
        }
    }

    private final Setup setup;
    private final String name;
    /** Addresses of members in other processes. */
    private final List<String> elsewhere;

    private final List<Node> nodes = new ArrayList<>();

    private TestCluster(Setup setup, String name, List<String> elsewhere) {
        this.setup = setup;
        this.name = name;
        this.elsewhere = elsewhere;
    }

    /** This process's part of a cluster of several processes: one node, on this port. */
    public static TestCluster part(String name, List<String> elsewhere, int port) {
        TestCluster cluster = new TestCluster(Setup.DEFAULT, name, elsewhere);
        cluster.join(port);
        return cluster;
    }

    public static TestCluster start(int size) {
        return start(size, Setup.DEFAULT);
    }

    public static TestCluster start(int size, Setup setup) {
        TestCluster cluster = new TestCluster(setup, "test-" + UUID.randomUUID(), List.of());
        try {
            for (int i = 0; i < size; i++) {
                cluster.join();
            }
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    public Node node(int i) {
        return nodes.get(i);
    }

    /** Starts another node; returns when it is a member and the copies are complete. */
    public Node join() {
        Node node = join(FreePorts.take());
        settle();
        return node;
    }

    private Node join(int port) {
        int busPort = FreePorts.take();
        List<String> members = new ArrayList<>(elsewhere);
        nodes.stream().filter(Node::alive).forEach(node -> members.add(HOST + ":" + node.port()));
        members.add(HOST + ":" + port);
        String nodeName = "node" + (nodes.size() + 1);
        HazelcastMember manager = TimeLimits.await(HazelcastMember.join(
                config(new ClusterOptions(
                        nodeName,
                        name,
                        HOST,
                        port,
                        busPort,
                        members,
                        setup.backups(),
                        setup.quorum(),
                        null,
                        journal(nodeName, port))),
                Integer.MAX_VALUE,
                new Metrics(new SimpleMeterRegistry())));
        Vertx vertx = TimeLimits.await(Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(2)
                        .setWorkerPoolSize(4)
                        .setEventBusOptions(new EventBusOptions()
                                .setHost(HOST)
                                .setPort(busPort)
                                .setConnectTimeout(2_000)))
                .withClusterManager(manager)
                .buildClustered());
        Node node = node(nodeName, vertx, manager.getHazelcastInstance(), port);
        nodes.add(node);
        Future<Void> started = Future.future(promise ->
                node.context().runOnContext(v -> node.broker().start().onComplete(promise)));
        TimeLimits.await(started);
        return node;
    }

    /* For benchmarks: -Dtest.journals=DIR. */
    private @Nullable JournalSettings journal(String nodeName, int port) {
        String directory = System.getProperty("test.journals");
        return directory == null
                ? null
                : new JournalSettings(Path.of(directory, name + "-" + port), new JournalOptions(name, nodeName));
    }

    /** Ends the node abruptly, without notifying the others. */
    public void kill(int i) {
        nodes.get(i).hazelcast().getLifecycleService().terminate();
    }

    /** The node that leads this channel's stream. */
    public int owner(String channel) {
        Node asked = nodes.stream().filter(Node::alive).findFirst().orElseThrow();
        String leader = asked.broker().leader(ChannelName.of(channel));
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).alive() && (HOST + ":" + nodes.get(i).port()).equals(leader)) {
                return i;
            }
        }
        throw new AssertionError("no node leads " + channel);
    }

    /** A channel whose stream is led by that node. */
    public String ownedBy(int node) {
        for (int i = 0; ; i++) {
            String channel = "owned:" + i;
            if (owner(channel) == node) {
                return channel;
            }
        }
    }

    /** Returns when all live nodes see each other, and every stream has its backups. */
    public void settle() {
        List<Node> living = nodes.stream().filter(Node::alive).toList();
        TimeLimits.until(
                "all members see each other",
                () -> living.stream()
                        .allMatch(node ->
                                node.hazelcast().getCluster().getMembers().size() == living.size()));
        TimeLimits.until(
                "all streams have their backups",
                () -> living.stream().allMatch(node -> node.broker().waitsFor().isEmpty()));
    }

    @Override
    public void close() {
        for (Node node : nodes) {
            if (node.alive()) {
                node.hazelcast().getLifecycleService().terminate();
            }
        }
        for (Node node : nodes) {
            // Without its member a node cannot leave in order; it is enough that it stops.
            TimeLimits.until("node stops", closed(node.vertx())::isComplete);
        }
        nodes.clear();
    }

    private static Future<Void> closed(Vertx vertx) {
        return vertx.close();
    }

    private Node node(String nodeName, Vertx vertx, HazelcastInstance hazelcast, int port) {
        Context context = vertx.getOrCreateContext();
        Membership membership = new Membership(hazelcast, setup.quorum());
        BrokerOptions options = new BrokerOptions(
                nodeName,
                UUID.randomUUID().toString(),
                new Namespaces(setup.options(), Map.of()),
                Duration.ofMinutes(2),
                8 << 20,
                8 << 20,
                setup.channels(),
                Long.MAX_VALUE,
                setup.history(),
                setup.patience());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ClusterBroker broker = setup.brokers().make(context, hazelcast, membership, options, new Metrics(meters));
        return new Node(nodeName, vertx, context, hazelcast, membership, broker, meters, port);
    }

    private static Config config(ClusterOptions options) {
        try {
            return HazelcastSettings.of(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
