package dev.echowall.app;

import com.hazelcast.core.HazelcastInstance;
import dev.echowall.broker.cluster.HazelcastMember;
import dev.echowall.broker.cluster.HazelcastSettings;
import dev.echowall.config.Config;
import dev.echowall.config.ConfigException;
import dev.echowall.journal.JournalException;
import dev.echowall.metrics.Metrics;
import dev.echowall.server.BusGuard;
import dev.echowall.server.ConnectionLimit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.util.List;

/**
 * This process as a member of the cluster: a clustered Vert.x on Hazelcast.
 *
 * @param busPort the event bus's port; if the configuration has 0, the one that was chosen
 */
record ClusterMember(Vertx vertx, HazelcastInstance hazelcast, int busPort, TransportChoice transport) {
    /** Hazelcast's port; if the configuration has 0, the one that was chosen. */
    int port() {
        return hazelcast.getCluster().getLocalMember().getAddress().getPort();
    }

    /** Joins the cluster, which takes a second or two. Completes on a Vert.x thread, or fails on any thread. */
    static Future<ClusterMember> join(Config config, ConnectionLimit connectionLimit, Metrics metrics) {
        com.hazelcast.config.Config settings;
        TransportChoice transport;
        try {
            settings = HazelcastSettings.of(Wiring.cluster(config));
            transport = TransportChoice.choose(config.server().nativeTransport());
        } catch (JournalException unusable) {
            return Future.failedFuture(new ConfigException(List.of("journal.directory: " + unusable.getMessage())));
        } catch (IOException | RuntimeException unreadable) {
            return Future.failedFuture(unreadable);
        }
        return HazelcastMember.join(settings, Wiring.packetBytes(config), metrics)
                .compose(member -> {
                    try {
                        return onBus(config, connectionLimit, metrics, transport, member);
                    } catch (RuntimeException wrong) {
                        member.shutDown(); // on the thread that joined
                        throw wrong;
                    }
                });
    }

    private static Future<ClusterMember> onBus(
            Config config,
            ConnectionLimit connectionLimit,
            Metrics metrics,
            TransportChoice transport,
            HazelcastMember member) {
        long frameBytes = Wiring.busFrameBytes(config);
        // One event loop more than those that serve clients: the broker's, so that ordering does not wait for fan-out.
        return Vertx.builder()
                .with(options(Wiring.eventLoops(config) + 1).setEventBusOptions(EventBusSettings.of(config.cluster())))
                .withTransport(GuardedTransport.of(
                        transport.transport(), connectionLimit, () -> new BusGuard(frameBytes, metrics)))
                .withClusterManager(member)
                .buildClustered()
                .map(vertx -> new ClusterMember(
                        vertx.exceptionHandler(new UncaughtExceptionLog()),
                        member.getHazelcastInstance(),
                        member.getNodeInfo().port(),
                        transport));
    }

    /**
     * Without Vert.x's file cache: no resource is a file, and a killed process would leave the cache directory behind.
     */
    static VertxOptions options(int eventLoops) {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }
}
