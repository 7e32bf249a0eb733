package dev.echowall.broker.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import dev.echowall.metrics.Metrics;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member of Hazelcast's cluster, and Vert.x's access to it. We start it, not Vert.x, so that incoming packets are
 * read by our {@link PacketReader}: Hazelcast's own decoder allocates whatever size the first 14 bytes claim.
 */
public final class HazelcastMember extends HazelcastClusterManager {
    private final HazelcastInstance hazelcast;

    @SuppressWarnings("NullAway.Init") // Vert.x calls init() before anything else
    private Vertx vertx;

    private HazelcastMember(HazelcastInstance hazelcast) {
        super(hazelcast);
        this.hazelcast = hazelcast;
    }

    /**
     * Joins the cluster, on a thread of its own.
     *
     * @param packetBytes the largest packet of a member
     * @return fails if it cannot join; completes on that thread
     */
    public static Future<HazelcastMember> join(Config config, int packetBytes, Metrics metrics) {
        CompletableFuture<HazelcastMember> joined = new CompletableFuture<>();
        new Thread(() -> start(config, new MemberPortGuard(packetBytes, metrics), joined), "join").start();
        return Future.fromCompletionStage(joined);
    }

    private static void start(Config config, MemberPortGuard port, CompletableFuture<HazelcastMember> joined) {
        try {
            // As vertx-hazelcast does for members that it starts itself.
            config.getMemberAttributeConfig()
                    .setAttribute(Membership.BUS_ID, UUID.randomUUID().toString());
            joined.complete(new HazelcastMember(HazelcastInstanceFactory.newHazelcastInstance(
                    config, config.getInstanceName(), new GuardedContext(port))));
        } catch (RuntimeException | Error failed) {
            joined.completeExceptionally(failed);
        }
    }

    @Override
    public void init(Vertx owner) {
        vertx = owner;
        super.init(owner);
    }

    /* Vert.x does not stop a member that it has not started. */
    @Override
    public void leave(Completable<Void> promise) {
        Promise<Void> left = Promise.promise();
        super.leave(left);
        Future<Void> over = left.future().transform(done -> vertx.<Void>executeBlocking(this::shutDownBlocking, false));
        over.onComplete(promise);
    }

    private @Nullable Void shutDownBlocking() {
        shutDown();
        return null;
    }

    /** Stops a member that was never given to Vert.x. Blocks until its data has been migrated. */
    public void shutDown() {
        hazelcast.getLifecycleService().shutdown();
    }

    /** Hazelcast's default components, except for the decoder of its port. */
    private static final class GuardedContext extends DefaultNodeContext {
        private final MemberPortGuard port;

        GuardedContext(MemberPortGuard port) {
            this.port = port;
        }

        @Override
        public NodeExtension createNodeExtension(Node node) {
            return new Extension(node, port);
        }
    }

    private static final class Extension extends DefaultNodeExtension {
        private final MemberPortGuard port;

        Extension(Node node, MemberPortGuard port) {
            super(node);
            this.port = port;
        }

        @Override
        public void afterStart() {
            super.afterStart();
            var unused = node.getNodeEngine()
                    .getExecutionService()
                    .scheduleWithRepetition(port::look, 1, 1, TimeUnit.SECONDS);
        }

        @Override
        @SuppressWarnings("rawtypes") // as Hazelcast declares it
        public InboundHandler[] createInboundHandlers(
                EndpointQualifier qualifier, ServerConnection connection, ServerContext context) {
            return new InboundHandler[] {
                new PacketReader(
                        (TcpServerConnection) connection,
                        node.getNodeEngine().getPacketDispatcher(),
                        port,
                        node.getSerializationService().getByteOrder())
            };
        }
    }
}
