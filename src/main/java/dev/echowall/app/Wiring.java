package dev.echowall.app;

import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.cluster.ClusterOptions;
import dev.echowall.broker.cluster.JournalSettings;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.Namespaces;
import dev.echowall.config.AuthConfig;
import dev.echowall.config.ClusterConfig;
import dev.echowall.config.Config;
import dev.echowall.config.JournalConfig;
import dev.echowall.config.LimitsConfig;
import dev.echowall.config.ManagementConfig;
import dev.echowall.config.ServerConfig;
import dev.echowall.hook.HookOptions;
import dev.echowall.identity.AuthOptions;
import dev.echowall.journal.JournalOptions;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.UserConnections;
import dev.echowall.server.ConnectionLimit;
import dev.echowall.server.HostRule;
import dev.echowall.server.ManagementOptions;
import dev.echowall.server.OriginRule;
import dev.echowall.server.ProxyTrust;
import dev.echowall.server.ServerOptions;
import dev.echowall.server.api.ApiLimits;
import dev.echowall.session.Limits;
import dev.echowall.session.Rate;
import dev.echowall.session.RateLimits;
import dev.echowall.session.centrifugal.CentrifugalOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the configuration to the options of each part. */
final class Wiring {
    /**
     * How long a publisher waits for the cluster before it is told that there is no answer. Less than the five seconds
     * that are guaranteed, because expired requests are looked for four times a second.
     */
    private static final Duration PATIENCE = Duration.ofMillis(4_700);

    /** The default share of the heap for streams, and for publications that wait to be appended. */
    private static final int HISTORY_PART = 4;

    private static final int WAITING_PART = 16;

    /** The default number of channels that one client address may create per hour. */
    private static final int USUAL_CHANNELS = 1_000;

    /** The default rate for connections from other machines; tools and tests on this machine are not limited. */
    private static final int USUAL_RATE = 1_000;

    /** The most bytes of one append, and therefore of one batch of an announcement. */
    private static final int BATCH_BYTES = 256 * 1024;

    /** Names, headers and the like in a message on the bus, in addition to its content. */
    private static final int ENVELOPE_BYTES = 64 * 1024;

    /** What an answer of the application may have beside a payload, which may be in base64. */
    private static final int HOOK_ANSWER_BYTES = 64 * 1024;

    private static final int LEAST_PACKET_BYTES = 64 << 20;

    /**
     * The default share of the heap for unread responses; these bytes are outside the heap, where there is as much
     * room.
     */
    private static final int HEAP_SHARE = 8;

    /** Four times what a subscription takes up that is the only one of its channel. */
    private static final long BYTES_OF_A_SUBSCRIPTION = 4 << 10;

    private static final long RESPONSE_BYTES_AT_LEAST = 4 << 20;

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
                clusterName(cluster),
                cluster.host(),
                cluster.port(),
                cluster.busPort(),
                cluster.members(),
                cluster.backups(),
                quorum(config),
                cluster.hazelcastConfig(),
                journal(config));
    }

    private static @Nullable JournalSettings journal(Config config) {
        JournalConfig journal = config.journal();
        if (journal.directory() == null) {
            return null;
        }
        // Not the cluster's name if that is made up at each start.
        String name = Objects.requireNonNullElse(config.cluster().name(), ClusterConfig.USUAL_NAME);
        return new JournalSettings(
                journal.directory(),
                new JournalOptions(
                        name, config.node().name(), journal.sync(), journal.segmentBytes(), journal.queueBytes()));
    }

    /* A well-known name would not keep others from joining a single instance. */
    private static String clusterName(ClusterConfig cluster) {
        String set = cluster.name();
        if (set != null) {
            return set;
        }
        return cluster.isOfOne() ? ClusterConfig.USUAL_NAME + "-" + UUID.randomUUID() : ClusterConfig.USUAL_NAME;
    }

    /** Where members may be, each {@code host:port}; empty if it is not configured. */
    static List<String> expectedMembers(Config config) {
        ClusterConfig cluster = config.cluster();
        return cluster.hazelcastConfig() == null ? cluster.members() : List.of();
    }

    /**
     * The size of the largest message on the bus: an announcement, which is sent when the window is full or a batch
     * fills it, or an application's command, whose payload may be escaped.
     */
    static long busFrameBytes(Config config) {
        LimitsConfig limits = config.limits();
        long announcement = (long) limits.tailBytes() + Math.max(BATCH_BYTES, limits.messageBytes());
        long command = 6L * limits.messageBytes();
        return Math.min(Integer.MAX_VALUE, Math.max(announcement, command) + ENVELOPE_BYTES);
    }

    /** The size of the largest packet between members: twice a copy of the largest stream, with what it remembers. */
    static int packetBytes(Config config) {
        Namespaces channels = config.channels();
        long largest = Stream.concat(Stream.of(channels.fallback()), channels.named().values().stream())
                .mapToLong(ChannelOptions::historyBytes)
                .max()
                .orElse(0);
        return (int) Math.min(Integer.MAX_VALUE, LEAST_PACKET_BYTES + 4 * largest);
    }

    static BrokerOptions brokerOptions(Config config) {
        LimitsConfig limits = config.limits();
        return new BrokerOptions(
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

    /**
     * For the whole cluster, each stream counted once: so much that each instance's share fits into a part of its heap.
     */
    static long historyBytes(Config config) {
        Long said = config.limits().historyBytes();
        if (said != null) {
            return said;
        }
        int instances = Math.max(1, cluster(config).size());
        int copies = Math.min(1 + config.cluster().backups(), instances);
        return Runtime.getRuntime().maxMemory() / HISTORY_PART * instances / copies;
    }

    /**
     * The most that the copies of streams on this instance may use, which is when only as few instances are left as can
     * continue.
     */
    static long historyShare(Config config) {
        int fewest = Math.max(1, Math.min(quorum(config), cluster(config).size()));
        int copies = Math.min(1 + config.cluster().backups(), fewest);
        return (long) ((double) historyBytes(config) * copies / fewest);
    }

    private static Rate channels(@Nullable Integer anHour) {
        return anHour == null ? Rate.anHour(USUAL_CHANNELS, true) : Rate.anHour(anHour, false);
    }

    static ConnectionLimit connectionLimit(Config config, Metrics metrics) {
        LimitsConfig limits = config.limits();
        return new ConnectionLimit(
                limits.connections(),
                limits.connectionsPerAddress(),
                new ProxyTrust(config.server().trustedProxies()),
                metrics);
    }

    /* For one event loop; the management port has as much as one loop. */
    private static long responseBytes(Config config) {
        Integer wanted = config.limits().responseBytes();
        long all = wanted != null
                ? wanted
                : Math.max(RESPONSE_BYTES_AT_LEAST, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        return all / eventLoops(config);
    }

    private static Rate rate(@Nullable Integer perSecond) {
        return perSecond == null ? new Rate(USUAL_RATE, true) : new Rate(perSecond, false);
    }

    static AuthOptions auth(Config config) {
        AuthConfig auth = config.auth();
        String secret = auth.hmacSecret();
        return new AuthOptions(
                secret == null ? null : secret.getBytes(StandardCharsets.UTF_8),
                auth.publicKeys(),
                auth.jwksUrl(),
                auth.issuer(),
                auth.audience(),
                auth.anonymous());
    }

    static HookOptions hooks(Config config) {
        Map<String, URI> subscribe = new HashMap<>();
        Map<String, URI> publish = new HashMap<>();
        Map<String, ChannelOptions> all = new HashMap<>(config.channels().named());
        all.put(Namespaces.DEFAULT, config.channels().fallback());
        all.forEach((namespace, options) -> {
            if (options.subscribeUrl() != null) {
                subscribe.put(namespace, options.subscribeUrl());
            }
            if (options.publishUrl() != null) {
                publish.put(namespace, options.publishUrl());
            }
        });
        return new HookOptions(
                config.auth().connectUrl(),
                config.hooks().rpcUrl(),
                subscribe,
                publish,
                config.hooks().timeout(),
                config.hooks().headers(),
                config.limits().hookRequests(),
                HOOK_ANSWER_BYTES + 2 * config.limits().messageBytes());
    }

    /** @param connectionLimit counts the connections of the public port */
    static ServerOptions server(Config config, ConnectionLimit connectionLimit) {
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
                connectionLimit,
                new RateLimits(
                        rate(limits.publishRate()), rate(limits.commandRate()), channels(limits.channelsPerClient())),
                each,
                limits.idleTimeout(),
                server.compression(),
                server.inspect(),
                config.auth().cookie(),
                server.demo(),
                limits.tailBytes(),
                responseBytes(config),
                centrifugal(config));
    }

    /** As many as fit into a quarter of the heap, with a channel of its own for each. */
    static long subscriptions(Config config) {
        Integer set = config.limits().subscriptions();
        return set != null ? set : Runtime.getRuntime().maxMemory() / BYTES_OF_A_SUBSCRIPTION;
    }

    /** The default share is as large as that for unread responses. */
    static long presenceBytes(Config config) {
        Long set = config.limits().presenceBytes();
        return set != null ? set : Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }

    private static CentrifugalOptions centrifugal(Config config) {
        LimitsConfig limits = config.limits();
        return new CentrifugalOptions(
                Version.current(),
                limits.channelsPerConnection(),
                new Rate(limits.commandsRate(), false),
                new UserConnections(limits.connectionsPerUser()),
                config.auth().personalChannel(),
                CentrifugalOptions.CONNECT_TIMEOUT,
                CentrifugalOptions.REFRESH_TIME);
    }

    static ManagementOptions management(Config config) {
        ManagementConfig management = config.management();
        return new ManagementOptions(
                management.host(),
                management.port(),
                management.apiKey(),
                HostRule.near(management.hosts()),
                config.limits().messageBytes(),
                new ApiLimits(
                        config.limits().channelsPerBroadcast(),
                        config.limits().commandsPerBatch(),
                        config.limits().batchBytes()),
                responseBytes(config),
                Version.current());
    }
}
