package dev.echowall.app;

import dev.echowall.broker.Broker;
import dev.echowall.broker.local.LocalBroker;
import dev.echowall.config.Config;
import dev.echowall.identity.Authenticator;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.Drain;
import dev.echowall.node.Node;
import dev.echowall.server.ConnectionLimit;
import dev.echowall.server.EventLoopMonitor;
import dev.echowall.server.ServerVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.Map;

/**
 * Before it opens its doors, an instance serves itself: from streams of its own, over a port of its own, one of each kind
 * of request many times over. Otherwise its first clients, who all come at once because another instance went, would wait
 * while it loads its classes and compiles what they need most.
 *
 * <p>Nothing is left of it: no stream, no metric, no line in the log. Nothing depends on it either.
 */
final class JvmWarmUp {
    /** With these, the way of a publication is compiled; twice as many took twice as long, and gained little. */
    private static final int PUBLICATIONS = 100;

    /** On a busy machine it is ended early. */
    private static final long MAX_MILLIS = 2_000;

    private JvmWarmUp() {}

    /** Completes when it is over; fails when it could not be run to its end, which is no reason not to start. */
    static Future<Void> run(Config config) {
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
        vertx.setTimer(MAX_MILLIS, timer -> enough.tryComplete());
        NetClient client = vertx.createNetClient();
        startServer(vertx, usual, connectionLimit, metrics)
                .compose(port -> new SampleRequests(client, port).run(PUBLICATIONS))
                .onSuccess(enough::tryComplete)
                .onFailure(enough::tryFail);
        // Not a promise of this Vert.x: its loops have ended when it is kept.
        Promise<Void> over = Promise.promise();
        // The clients first: one whose connection is just being accepted would find a server without a loop to be on.
        enough.future()
                .onComplete(
                        done -> client.close().transform(left -> vertx.close()).onComplete(closed -> {
                            unmute.run();
                            over.handle(done);
                        }));
        return over.future();
    }

    private static Future<Integer> startServer(
            Vertx vertx, Config config, ConnectionLimit connectionLimit, Metrics metrics) {
        Broker broker = LocalBroker.create(
                vertx.getOrCreateContext(), Wiring.brokerOptions(config), System::currentTimeMillis, metrics);
        Node node = new Node(
                config.node().name(),
                config.channels(),
                Authenticator.WITHOUT_KEYS,
                config.limits().messageBytes(),
                broker,
                new Drain(),
                metrics);
        ServerVerticle server = new ServerVerticle(
                Wiring.server(config, connectionLimit), node, broker, metrics, new EventLoopMonitor());
        return vertx.deployVerticle(server).map(id -> server.port());
    }

    /* What the operator forbids his clients must not spoil the warm-up. */
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
