package dev.echowall.app;

import dev.echowall.broker.Broker;
import dev.echowall.broker.Survey;
import dev.echowall.broker.local.LocalBroker;
import dev.echowall.config.Config;
import dev.echowall.hook.Hooks;
import dev.echowall.identity.Authenticator;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.Drain;
import dev.echowall.node.LocalClients;
import dev.echowall.node.Node;
import dev.echowall.presence.Presence;
import dev.echowall.server.ConnectionLimit;
import dev.echowall.server.EventLoopMonitor;
import dev.echowall.server.ServerVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.Map;

/**
 * Warms up an instance before it opens its ports: it sends itself many requests of each kind, with separate streams and
 * on a separate port. Otherwise its first clients, who arrive all at once because another instance has stopped, would
 * wait while it loads classes and compiles its most used code.
 *
 * <p>It leaves nothing behind: no stream, no metric, no log line. And nothing depends on it.
 */
final class JvmWarmUp {
    /** This many compile the path of a publication; twice as many took twice as long and gained little. */
    private static final int PUBLICATIONS = 100;

    /** The time limit, for busy machines. */
    private static final long MAX_MILLIS = 2_000;

    private JvmWarmUp() {}

    /** Completes when it is over. Fails if it could not be completed, which must not prevent the start. */
    static Future<Void> run(Config config) {
        return run(config, MAX_MILLIS);
    }

    /**
     * The same.
     *
     * @param maxMillis it is cut off after this time
     */
    static Future<Void> run(Config config, long maxMillis) {
        Config usual = defaults();
        Metrics metrics = new Metrics(new SimpleMeterRegistry());
        ConnectionLimit connectionLimit = Wiring.connectionLimit(usual, metrics);
        Vertx vertx = Vertx.builder()
                .with(ClusterMember.options(1))
                .withTransport(GuardedTransport.of(
                        TransportChoice.choose(config.server().nativeTransport())
                                .transport(),
                        connectionLimit,
                        ChannelInboundHandlerAdapter::new))
                .build();
        Runnable unmute = LogSetup.mute("dev.echowall.session");
        Promise<Void> enough = Promise.promise();
        vertx.setTimer(maxMillis, timer -> enough.tryComplete());
        NetClient client = vertx.createNetClient();
        startServer(vertx, usual, connectionLimit, metrics)
                .compose(port -> new SampleRequests(client, port).run(PUBLICATIONS))
                .onSuccess(enough::tryComplete)
                .onFailure(enough::tryFail);
        // Not a promise of this Vert.x, whose event loops have ended when it completes.
        Promise<Void> over = Promise.promise();
        // The clients first: a connection that is just being accepted would find a server without an event loop.
        enough.future().onComplete(done -> {
            // Vert.x reports the start of a server that is closed meanwhile as completed twice.
            vertx.exceptionHandler(late -> {});
            client.close().transform(left -> vertx.close()).onComplete(closed -> {
                unmute.run();
                over.handle(done);
            });
        });
        return over.future();
    }

    private static Future<Integer> startServer(
            Vertx vertx, Config config, ConnectionLimit connectionLimit, Metrics metrics) {
        Context context = vertx.getOrCreateContext();
        Broker broker = LocalBroker.create(context, Wiring.brokerOptions(config), System::currentTimeMillis, metrics);
        Node node = new Node(
                config.node().name(),
                config.channels(),
                Authenticator.WITHOUT_KEYS,
                Hooks.NONE,
                config.limits().messageBytes(),
                Wiring.subscriptions(config),
                broker,
                new Presence(context, broker, Survey.alone(config.node().name()), config.channels(), 0),
                new Drain(),
                metrics);
        ServerVerticle server = new ServerVerticle(
                Wiring.server(config, connectionLimit),
                node,
                new LocalClients(),
                broker,
                metrics,
                new EventLoopMonitor());
        return vertx.deployVerticle(server).map(id -> server.port());
    }

    /* Restrictions in the operator's configuration must not prevent the warm-up. */
    private static Config defaults() {
        return Config.load(
                        null,
                        Map.of(
                                "ECHOWALL_NODE_NAME",
                                "rehearsal",
                                "ECHOWALL_SERVER_HOST",
                                SampleRequests.HOST,
                                "ECHOWALL_SERVER_PORT",
                                "0"))
                .config();
    }
}
