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
    /** How long a publisher waits for the cluster before it is told that there is no answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What streams, and what waits to become part of one, may take up of the heap where nothing else is said. */
    private static final int HISTORY_PART = 4;

    private static final int WAITING_PART = 16;

    /** Channels that one client address may begin in an hour where nothing else is said. */
    private static final int USUAL_CHANNELS = 1_000;

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
                waitingBytes(limits),
                historyBytes(config),
                PATIENCE);
    }

    private static long waitingBytes(LimitsConfig limits) {
        Long said = limits.waitingBytes();
        return said == null ? Runtime.getRuntime().maxMemory() / WAITING_PART : said;
    }

    /** Of the whole cluster, each stream counted once: such that a part of each instance's heap is enough for its share. */
    static long historyBytes(Config config) {
        Long said = config.limits().historyBytes();
        if (said != null) {
            return said;
        }
        int instances = Math.max(1, cluster(config).size());
        int copies = Math.min(1 + config.cluster().backups(), instances);
        return Runtime.getRuntime().maxMemory() / HISTORY_PART * instances / copies;
    }

    /** What the copies of streams on this instance may take up at most: also when as few instances are left as can go on. */
    static long historyShare(Config config) {
        int fewest = Math.max(1, Math.min(quorum(config), cluster(config).size()));
        int copies = Math.min(1 + config.cluster().backups(), fewest);
        return (long) ((double) historyBytes(config) * copies / fewest);
    }

    private static Rate channels(@Nullable Integer anHour) {
        return anHour == null ? Rate.anHour(USUAL_CHANNELS, true) : Rate.anHour(anHour, false);
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
                new Rates(rate(limits.publishRate()), rate(limits.commandRate()), channels(limits.channelsPerClient())),
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
