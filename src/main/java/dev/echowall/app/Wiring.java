package dev.echowall.app;

import dev.echowall.broker.ClusterOptions;
import dev.echowall.broker.Rules;
import dev.echowall.metrics.Metrics;
import dev.echowall.server.Door;
import dev.echowall.server.HostRule;
import dev.echowall.server.ManagementOptions;
import dev.echowall.server.OriginRule;
import dev.echowall.server.ProxyTrust;
import dev.echowall.server.ServerOptions;
import dev.echowall.session.Limits;
import dev.echowall.session.Rate;
import dev.echowall.session.Rates;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which part of the configuration goes where. */
final class Wiring {
    /**
     * How long a publisher waits for the cluster before it is told that there is no answer: less than the five seconds that are
     * promised, since it is looked four times a second who has waited too long.
     */
    private static final Duration PATIENCE = Duration.ofMillis(4_700);

    /** Where nothing else is said, of a connection from elsewhere: tools and tests on this machine may do what they can. */
    private static final int USUAL_RATE = 1_000;

    private Wiring() {}

    static int eventLoops(Config config) {
        int wanted = config.server().eventLoops();
        return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    }

    static int quorum(Config config) {
        ClusterConfig cluster = config.cluster();
        return cluster.quorum() > 0
                ? cluster.quorum()
                : ClusterOptions.majority(cluster.members(), cluster.host() + ":" + cluster.port());
    }

    static ClusterOptions cluster(Config config) {
        ClusterConfig cluster = config.cluster();
        return new ClusterOptions(
                config.node().name(),
                cluster.name(),
                cluster.host(),
                cluster.port(),
                cluster.busPort(),
                cluster.members(),
                cluster.backups(),
                quorum(config),
                cluster.hazelcastConfig());
    }

    static Rules rules(Config config) {
        LimitsConfig limits = config.limits();
        return new Rules(
                config.node().name(),
                UUID.randomUUID().toString(),
                config.channels(),
                limits.idempotencyWindow(),
                limits.queueBytes(),
                limits.tailBytes(),
                limits.channels(),
                PATIENCE);
    }

    static Door door(Config config, Metrics metrics) {
        LimitsConfig limits = config.limits();
        return new Door(
                limits.connections(),
                limits.connectionsPerAddress(),
                new ProxyTrust(config.server().trustedProxies()),
                metrics);
    }

    private static Rate rate(@Nullable Integer perSecond) {
        return perSecond == null ? new Rate(USUAL_RATE, true) : new Rate(perSecond, false);
    }

    /** @param door where the connections come in that it is for */
    static ServerOptions server(Config config, Door door) {
        LimitsConfig limits = config.limits();
        Limits each = new Limits(
                limits.messageBytes(),
                limits.fragments(),
                limits.queueBytes(),
                limits.handshakeTimeout(),
                limits.pingInterval(),
                limits.pongTimeout());
        ServerConfig server = config.server();
        ProxyTrust proxies = new ProxyTrust(server.trustedProxies());
        return new ServerOptions(
                server.host(),
                server.port(),
                HostRule.only(server.hosts()),
                new OriginRule(server.allowedOrigins(), proxies),
                proxies,
                door,
                new Rates(rate(limits.publishRate()), rate(limits.commandRate())),
                each,
                server.compression(),
                limits.tailBytes());
    }

    static ManagementOptions management(Config config) {
        ManagementConfig management = config.management();
        return new ManagementOptions(
                management.host(),
                management.port(),
                management.apiKey(),
                HostRule.near(management.hosts()),
                config.limits().messageBytes(),
                Version.current());
    }
}
