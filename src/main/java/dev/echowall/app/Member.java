package dev.echowall.app;

import com.hazelcast.core.HazelcastInstance;
import dev.echowall.broker.ClusterSettings;
import dev.echowall.server.Door;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;

/** The process as a member of the cluster: a clustered Vert.x on Hazelcast. */
record Member(Vertx vertx, HazelcastInstance hazelcast, Transports transport) {
    /* Default timeouts of the bus are a minute; a peer that is gone should cost seconds. */
    private static final int CONNECT_MILLIS = 2_000;
    private static final int PING_MILLIS = 2_000;
    private static final int PONG_MILLIS = 3_000;

    static Future<Member> join(Config config, Door door) {
        HazelcastClusterManager manager;
        try {
            manager = new HazelcastClusterManager(ClusterSettings.of(Wiring.cluster(config)));
        } catch (IOException | RuntimeException unreadable) {
            return Future.failedFuture(unreadable);
        }
        Transports transport = Transports.choose(config.server().nativeTransport());
        EventBusOptions bus = new EventBusOptions()
                .setHost(config.cluster().host())
                .setPort(config.cluster().busPort())
                .setConnectTimeout(CONNECT_MILLIS)
                .setReconnectAttempts(0)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PONG_MILLIS)
                .setTcpNoDelay(true);
        // One loop more than serve clients: the broker's, so that order does not wait behind fan-out.
        return Vertx.builder()
                .with(options(Wiring.eventLoops(config) + 1).setEventBusOptions(bus))
                .withTransport(GuardedTransport.of(transport.transport(), door))
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx ->
                        new Member(vertx.exceptionHandler(new Unhandled()), manager.getHazelcastInstance(), transport));
    }

    /** For a Vert.x that opens no files: no resource is one, and who is killed would leave the directory for them behind. */
    static VertxOptions options(int eventLoops) {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }
}
