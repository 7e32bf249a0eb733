package dev.echowall.app;

import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.broker.cluster.ClusterClock;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.config.Config;
import dev.echowall.config.ConfigValues;
import dev.echowall.identity.TokenAuthenticator;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.Drain;
import dev.echowall.node.Node;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.server.BrokerVerticle;
import dev.echowall.server.ConnectionLimit;
import dev.echowall.server.EventLoopMonitor;
import dev.echowall.server.InstanceHealth;
import dev.echowall.server.ManagementVerticle;
import dev.echowall.server.ServerOptions;
import dev.echowall.server.ServerVerticle;
import dev.echowall.server.TimeVerticle;
import dev.echowall.source.Ticks;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One running node: everything wired together, from the configuration to the open ports, and the way back. */
public final class Instance {
    /** Sessions closed one after the other in a millisecond each: a node's clients should not all come at once. */
    private static final long CLOSE_MILLIS_EACH = 1;

    private final Config config;
    private final ClusterMember member;
    private final Vertx vertx;
    private final Membership membership;
    private final Drain drain = new Drain();
    private final PrometheusMeterRegistry registry;
    private final Metrics metrics;
    private final ConnectionLimit connectionLimit;
    private final EventLoopMonitor loopMonitor = new EventLoopMonitor();
    private final TokenAuthenticator authenticator;
    private final List<ServerVerticle> servers = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // deploy() makes it before the instance is handed out
    private ManagementVerticle management;

    private volatile @Nullable ClusterBroker broker;

    private Instance(
            Config config,
            PrometheusMeterRegistry registry,
            Metrics metrics,
            ConnectionLimit connectionLimit,
            ClusterMember member) {
        this.config = config;
        this.registry = registry;
        this.metrics = metrics;
        this.connectionLimit = connectionLimit;
        this.authenticator = TokenAuthenticator.start(Wiring.auth(config), metrics);
        this.member = member;
        this.vertx = member.vertx();
        this.membership = new Membership(member.hazelcast(), Wiring.quorum(config), Wiring.expectedMembers(config));
        membership.log();
    }

    /**
     * Joins the cluster and opens the ports.
     *
     * @return fails when a port cannot be bound; the member has left again then
     */
    public static Future<Instance> start(Config config) {
        return start(config, Future.succeededFuture());
    }

    /**
     * The same.
     *
     * @param rehearsed joining does not wait for it, the ports do; succeeds
     */
    static Future<Instance> start(Config config, Future<Void> rehearsed) {
        // Not a promise of the member's Vert.x: its loops have ended when a start that failed is told.
        Promise<Instance> started = Promise.promise();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics metrics = new Metrics(registry);
        ConnectionLimit connectionLimit = Wiring.connectionLimit(config, metrics);
        ClusterMember.join(config, connectionLimit, metrics)
                .onFailure(started::fail)
                .onSuccess(member -> {
                    Instance instance = new Instance(config, registry, metrics, connectionLimit, member);
                    rehearsed
                            .compose(v -> instance.deploy())
                            .onSuccess(v -> started.complete(instance))
                            .onFailure(why -> member.vertx().close().onComplete(left -> started.fail(why)));
                });
        return started.future();
    }

    private Future<Void> deploy() {
        BrokerVerticle verticle = new BrokerVerticle(
                context -> new ClusterBroker(
                        context, member.hazelcast(), membership, Wiring.brokerOptions(config), metrics),
                loopMonitor);
        return deploy(verticle).compose(v -> {
            broker = verticle.broker();
            return deploy(ticks(verticle.broker())).compose(done -> deployServers(verticle.broker()));
        });
    }

    private TimeVerticle ticks(ClusterBroker broker) {
        ClusterClock clock = ClusterClock.of(member.hazelcast());
        metrics.gauge(
                "echowall.clock.deviation.seconds",
                "How far this machine's clock is ahead of the time that most members agree on",
                () -> clock.deviation() / 1000.0);
        Ticks ticks = new Ticks(broker, config.time().zone(), config.time().interval(), clock, metrics);
        return new TimeVerticle(broker, membership, ticks);
    }

    private Future<Void> deployServers(ClusterBroker broker) {
        Node node = new Node(
                config.node().name(),
                config.channels(),
                authenticator,
                config.limits().messageBytes(),
                broker,
                drain,
                metrics);
        InstanceHealth condition = new InstanceHealth(node, membership, broker, loopMonitor);
        metrics.gauge(
                "echowall.members",
                "Members of the cluster",
                () -> membership.nodes().size());
        metrics.gauge(
                "echowall.members.unknown",
                "Members that are no instances, or not where instances are to be",
                () -> membership.unknownMembers().size());
        metrics.gauge("echowall.channels", "Streams in the whole cluster", broker::channels);
        metrics.gauge(
                "echowall.history.limit.bytes",
                "Memory that the copies of streams on this instance may take up",
                broker::historyLimit);
        Stream.concat(config.channels().named().keySet().stream(), Stream.of(ConfigValues.DEFAULT))
                .forEach(namespace -> metrics.gauge(
                        "echowall.history.bytes",
                        "Memory that the copies of streams on this instance take up",
                        namespace,
                        () -> broker.historyBytes(namespace)));
        metrics.gauge("echowall.quorum", "1 when publications are accepted", () -> membership.hasQuorum() ? 1 : 0);
        Future<Void> all = Future.succeededFuture();
        ServerOptions options = Wiring.server(config, connectionLimit);
        for (int i = 0; i < Wiring.eventLoops(config); i++) {
            ServerVerticle server = new ServerVerticle(options, node, broker, metrics, loopMonitor);
            servers.add(server);
            all = all.compose(v -> deploy(server));
        }
        management = new ManagementVerticle(
                Wiring.management(config), node, membership, broker, condition, metrics, registry::scrape);
        return all.compose(v -> deploy(management));
    }

    private Future<Void> deploy(Deployable verticle) {
        return vertx.deployVerticle(verticle).onSuccess(deployments::add).mapEmpty();
    }

    public Membership membership() {
        return membership;
    }

    public TransportChoice transport() {
        return member.transport();
    }

    /** The port that clients come to. */
    public int port() {
        return servers.get(0).port();
    }

    /** The port of Hazelcast. */
    public int clusterPort() {
        return member.port();
    }

    /** The port of the event bus. */
    public int busPort() {
        return member.busPort();
    }

    public int managementPort() {
        return management.port();
    }

    /**
     * Sends the clients elsewhere, keeps what was accepted, and leaves the cluster.
     *
     * @param reason for the clients, in their close frame
     */
    public Future<Void> stop(String reason) {
        if (!drain.start()) {
            return Future.succeededFuture();
        }
        ClusterBroker known = broker;
        Future<Void> left = known == null ? Future.succeededFuture() : known.leave();
        return closeSessions(reason)
                .transform(v -> left)
                .transform(v -> undeploy())
                .onComplete(v -> authenticator.close())
                .transform(v -> vertx.close());
    }

    /**
     * Takes the streams along to the next start; for who was cut off from the others. Not ready any more from here on. Blocks while
     * they are written down.
     */
    public void carryOver() {
        drain.start();
        ClusterBroker known = broker;
        if (known != null) {
            known.carryOver();
        }
    }

    /** Closes all sessions; those who come now are refused. */
    public Future<Void> closeSessions(String reason) {
        drain.start();
        long window = Math.min(config.drain().timeout().toMillis() / 2, metrics.connections() * CLOSE_MILLIS_EACH);
        return Future.join(servers.stream()
                        .map(server -> server.drain(CloseCode.SERVICE_RESTART, reason, Duration.ofMillis(window)))
                        .toList())
                .mapEmpty();
    }

    /* Backwards: what takes requests first, the broker last, so that what was accepted is still kept and carried. */
    private Future<Void> undeploy() {
        Future<Void> all = Future.succeededFuture();
        for (int i = deployments.size() - 1; i >= 0; i--) {
            String deployment = deployments.get(i);
            all = all.transform(v -> vertx.undeploy(deployment));
        }
        return all;
    }
}
