package dev.echowall.app;

import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.broker.cluster.ClusterClock;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.config.Config;
import dev.echowall.config.ConfigValues;
import dev.echowall.hook.Hooks;
import dev.echowall.identity.TokenAuthenticator;
import dev.echowall.journal.Journal;
import dev.echowall.lifecycle.Lifecycle;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.ClusterClients;
import dev.echowall.node.Drain;
import dev.echowall.node.LocalClients;
import dev.echowall.node.Node;
import dev.echowall.presence.Presence;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.server.BrokerVerticle;
import dev.echowall.server.ConnectionLimit;
import dev.echowall.server.EventLoopMonitor;
import dev.echowall.server.InstanceHealth;
import dev.echowall.server.LifecycleVerticle;
import dev.echowall.server.ManagementVerticle;
import dev.echowall.server.PresenceVerticle;
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

/** One running node: creates and connects everything from the configuration to the open ports, and stops it again. */
public final class Instance {
    /** Sessions are closed one per millisecond, so that a node's clients do not all reconnect at the same time. */
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
     * @return fails if a port cannot be bound; then the member has left again
     */
    public static Future<Instance> start(Config config) {
        return start(config, Future.succeededFuture());
    }

    /**
     * The same.
     *
     * @param rehearsed the ports are not opened before it completes, but joining does not wait for it; always succeeds
     */
    static Future<Instance> start(Config config, Future<Void> rehearsed) {
        // Not a promise of the member's Vert.x, whose event loops have ended when a failed start is reported.
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
                            .onFailure(why -> member.vertx()
                                    .close()
                                    .transform(left -> instance.closeJournal())
                                    .onComplete(left -> started.fail(why)));
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
            PresenceVerticle presence = new PresenceVerticle(context -> new Presence(
                    context,
                    verticle.broker(),
                    verticle.broker().survey(),
                    config.channels(),
                    Wiring.presenceBytes(config)));
            LocalClients clients = new LocalClients();
            LifecycleVerticle lifecycle = new LifecycleVerticle(context -> new Lifecycle(
                    context, verticle.broker(), verticle.broker().survey(), clients, Wiring.presenceBytes(config)));
            return deploy(ticks(verticle.broker()))
                    .compose(done -> deploy(presence))
                    .compose(done -> deploy(lifecycle))
                    .compose(done ->
                            deployServers(verticle.broker(), presence.presence(), clients, lifecycle.lifecycle()));
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

    private Future<Void> deployServers(
            ClusterBroker broker, Presence presence, LocalClients clients, Lifecycle lifecycle) {
        Node node = new Node(
                config.node().name(),
                config.channels(),
                authenticator,
                Hooks.of(Wiring.hooks(config), vertx, metrics),
                config.limits().messageBytes(),
                Wiring.subscriptions(config),
                broker,
                presence,
                drain,
                metrics);
        InstanceHealth condition = new InstanceHealth(node, membership, broker, loopMonitor);
        metrics.gauge(
                "echowall.members",
                "Members of the cluster",
                () -> membership.nodes().size());
        metrics.gauge(
                "echowall.members.unknown",
                "Members that are not Echowall instances, or have an unexpected address",
                () -> membership.unknownMembers().size());
        metrics.gauge("echowall.channels", "Streams in the whole cluster", broker::channels);
        metrics.gauge(
                "echowall.history.limit.bytes",
                "Limit to the memory of the copies of streams on this instance",
                broker::historyLimit);
        Stream.concat(config.channels().named().keySet().stream(), Stream.of(ConfigValues.DEFAULT))
                .forEach(namespace -> metrics.gauge(
                        "echowall.history.bytes",
                        "Memory of the copies of streams on this instance",
                        namespace,
                        () -> broker.historyBytes(namespace)));
        metrics.gauge(
                "echowall.presence.bytes",
                "Memory of the clients in channels that somebody here is told of",
                presence::bytes);
        Journal journal = broker.journal();
        if (journal != null) {
            JournalGauges.register(journal, metrics);
        }
        metrics.gauge("echowall.quorum", "1 when publications are accepted", () -> membership.hasQuorum() ? 1 : 0);
        ClusterClients everywhere = new ClusterClients(
                broker.survey(), clients, presence::answer, lifecycle::answer, Version.current(), metrics);
        everywhere.listen();
        Future<Void> all = Future.succeededFuture();
        ServerOptions options = Wiring.server(config, connectionLimit);
        for (int i = 0; i < Wiring.eventLoops(config); i++) {
            ServerVerticle server = new ServerVerticle(options, node, clients, broker, metrics, loopMonitor);
            servers.add(server);
            all = all.compose(v -> deploy(server));
        }
        management = new ManagementVerticle(
                Wiring.management(config),
                node,
                everywhere,
                lifecycle,
                membership,
                broker,
                condition,
                metrics,
                registry::scrape);
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

    /** The public port. */
    public int port() {
        return servers.get(0).port();
    }

    /** Hazelcast's port. */
    public int clusterPort() {
        return member.port();
    }

    /** The event bus's port. */
    public int busPort() {
        return member.busPort();
    }

    public int managementPort() {
        return management.port();
    }

    /**
     * Closes all clients, delivers what was accepted, and leaves the cluster.
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
                .transform(v -> vertx.close())
                .transform(v -> closeJournal());
    }

    /** The last thing: nothing is decided here any more. Completes on a thread of its own. */
    private Future<Void> closeJournal() {
        ClusterBroker known = broker;
        if (known == null) {
            return Future.succeededFuture();
        }
        Promise<Void> closed = Promise.promise();
        Runnable task = () -> {
            known.closeJournal();
            closed.complete();
        };
        new Thread(task, "close-journal").start();
        return closed.future();
    }

    /**
     * Saves the streams for the next start, for an instance that was cut off from the others. It is not ready any more
     * after this call. Blocks while the file is written.
     */
    public void carryOver() {
        drain.start();
        ClusterBroker known = broker;
        if (known != null) {
            known.carryOver();
        }
    }

    /** Closes all sessions; new ones are refused. */
    public Future<Void> closeSessions(String reason) {
        drain.start();
        long window = Math.min(config.drain().timeout().toMillis() / 2, metrics.connections() * CLOSE_MILLIS_EACH);
        return Future.join(servers.stream()
                        .map(server -> server.drain(CloseCode.SERVICE_RESTART, reason, Duration.ofMillis(window)))
                        .toList())
                .mapEmpty();
    }

    /*
     * In reverse order: first what accepts requests, last the broker, so that everything accepted is still stored and
     * announced.
     */
    private Future<Void> undeploy() {
        Future<Void> all = Future.succeededFuture();
        for (int i = deployments.size() - 1; i >= 0; i--) {
            String deployment = deployments.get(i);
            all = all.transform(v -> vertx.undeploy(deployment));
        }
        return all;
    }
}
