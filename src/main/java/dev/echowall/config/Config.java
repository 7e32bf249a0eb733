package dev.echowall.config;

import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.PresenceOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The configuration of one instance, valid as a whole. {@code conf/echowall.yaml} explains each key. */
public record Config(
        NodeConfig node,
        ServerConfig server,
        ManagementConfig management,
        ClusterConfig cluster,
        TimeConfig time,
        LimitsConfig limits,
        DrainConfig drain,
        AuthConfig auth,
        HooksConfig hooks,
        JournalConfig journal,
        Namespaces channels) {

    /** A configuration and its warnings, a line each. */
    public record Loaded(Config config, List<String> warnings) {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The built-in defaults, overridden by the file, overridden by the {@code ECHOWALL_*} variables. Blocks while it
     * reads files.
     *
     * @param file YAML, or JSON if its name ends so; null means the defaults
     * @param environment the environment of the process; only {@code ECHOWALL_*} and {@code HOSTNAME} are used
     * @throws ConfigException that lists all errors in the file and the environment
     */
    public static Loaded load(@Nullable Path file, Map<String, String> environment) {
        ConfigValues values = new ConfigValues();
        ConfigFile.readBuiltIn(values);
        if (file != null) {
            values.attempt(() -> ConfigFile.read(file, values));
        }
        List<String> warnings = new ArrayList<>(ConfigEnvironment.read(environment, values));
        values.throwFaults();
        values.attempt(() -> SecretFile.apiKey().read(values));
        values.attempt(() -> SecretFile.hmacSecret().read(values));
        values.attempt(() -> PublicKeyFiles.read(values));
        values.attempt(() -> tls(values));
        values.throwFaults();
        String name = Objects.requireNonNullElseGet(values.find(Settings.NODE_NAME), () -> HostName.of(environment));
        Config config = new Config(
                new NodeConfig(name),
                server(values),
                management(values),
                cluster(values),
                new TimeConfig(values.get(Settings.ZONE), values.get(Settings.INTERVAL)),
                limits(values),
                new DrainConfig(values.get(Settings.DRAIN_TIMEOUT)),
                auth(values),
                new HooksConfig(
                        values.find(Settings.RPC_URL),
                        values.get(Settings.HOOK_TIMEOUT),
                        values.get(Settings.HOOK_HEADERS)),
                new JournalConfig(
                        values.find(Settings.JOURNAL_DIRECTORY),
                        values.get(Settings.JOURNAL_SYNC),
                        values.get(Settings.SEGMENT_BYTES),
                        values.get(Settings.JOURNAL_QUEUE)),
                channels(values));
        warnings.addAll(ConfigChecks.of(config, values));
        return new Loaded(config, warnings);
    }

    /** A summary for the operator in one line, without secrets. */
    public String summary() {
        return "node " + node.name() + ", clients at " + server.host() + ":" + server.port() + ", management at "
                + management.host() + ":" + management.port() + ", cluster " + cluster.label() + " at "
                + cluster.host() + ":" + cluster.port() + " (bus " + cluster.busPort() + ") with "
                + (cluster.members().isEmpty() ? "no other members" : String.join(" ", cluster.members()));
    }

    private static ServerConfig server(ConfigValues values) {
        return new ServerConfig(
                values.get(Settings.SERVER_HOST),
                values.get(Settings.SERVER_PORT),
                values.get(Settings.EVENT_LOOPS),
                values.get(Settings.NATIVE_TRANSPORT),
                values.get(Settings.COMPRESSION),
                values.get(Settings.INSPECT),
                values.get(Settings.DEMO),
                values.get(Settings.HOSTS),
                values.get(Settings.ALLOWED_ORIGINS),
                values.get(Settings.TRUSTED_PROXIES));
    }

    private static ManagementConfig management(ConfigValues values) {
        return new ManagementConfig(
                values.get(Settings.MANAGEMENT_HOST),
                values.get(Settings.MANAGEMENT_PORT),
                SecretFile.apiKey().read(values),
                values.find(Settings.API_KEY_FILE),
                values.get(Settings.MANAGEMENT_HOSTS));
    }

    private static ClusterConfig cluster(ConfigValues values) {
        return new ClusterConfig(
                values.find(Settings.CLUSTER_NAME),
                values.get(Settings.CLUSTER_HOST),
                values.get(Settings.TRUSTED_NETWORK),
                values.get(Settings.CLUSTER_PORT),
                values.get(Settings.BUS_PORT),
                tls(values),
                values.get(Settings.MEMBERS),
                values.get(Settings.BACKUPS),
                values.get(Settings.QUORUM),
                values.find(Settings.HAZELCAST_CONFIG));
    }

    private static @Nullable TlsConfig tls(ConfigValues values) {
        List<Setting<Path>> all = List.of(Settings.TLS_CERTIFICATE, Settings.TLS_KEY, Settings.TLS_CA);
        List<Path> files = all.stream()
                .map(values::find)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        if (files.isEmpty()) {
            return null;
        }
        if (files.size() < all.size()) {
            throw new ConfigException(values.about(
                    "is not the whole of it, allowed are certificate, key and ca together",
                    all.toArray(new Setting<?>[0])));
        }
        return new TlsConfig(files.get(0), files.get(1), files.get(2));
    }

    private static LimitsConfig limits(ConfigValues values) {
        return new LimitsConfig(
                values.get(Settings.MESSAGE_BYTES),
                values.get(Settings.FRAGMENTS),
                values.get(Settings.QUEUE_BYTES),
                values.find(Settings.RESPONSE_BYTES),
                values.get(Settings.HANDSHAKE_TIMEOUT),
                values.get(Settings.IDLE_TIMEOUT),
                values.get(Settings.PING_INTERVAL),
                values.get(Settings.PONG_TIMEOUT),
                values.get(Settings.CONNECTIONS),
                values.get(Settings.CONNECTIONS_PER_ADDRESS),
                values.find(Settings.PUBLISH_RATE),
                values.find(Settings.COMMAND_RATE),
                values.get(Settings.CHANNEL_COUNT),
                values.find(Settings.CHANNELS_PER_CLIENT),
                values.get(Settings.CHANNELS_PER_CONNECTION),
                values.get(Settings.COMMANDS_RATE),
                values.get(Settings.CONNECTIONS_PER_USER),
                values.get(Settings.CHANNELS_PER_BROADCAST),
                values.get(Settings.COMMANDS_PER_BATCH),
                values.get(Settings.BATCH_BYTES),
                values.find(Settings.SUBSCRIPTIONS),
                values.find(Settings.PRESENCE_BYTES),
                values.find(Settings.HISTORY_TOTAL),
                values.find(Settings.WAITING_BYTES),
                values.get(Settings.TAIL_BYTES),
                values.get(Settings.IDEMPOTENCY_WINDOW),
                values.get(Settings.HOOK_REQUESTS));
    }

    private static AuthConfig auth(ConfigValues values) {
        return new AuthConfig(
                SecretFile.hmacSecret().read(values),
                values.find(Settings.HMAC_SECRET_FILE),
                PublicKeyFiles.read(values),
                values.find(Settings.JWKS_URL),
                values.find(Settings.ISSUER),
                values.find(Settings.AUDIENCE),
                values.find(Settings.COOKIE),
                values.get(Settings.ANONYMOUS),
                values.get(Settings.PERSONAL_CHANNEL),
                values.find(Settings.CONNECT_URL));
    }

    private static Namespaces channels(ConfigValues values) {
        Map<String, ChannelOptions> named = values.namespaces().stream()
                .filter(namespace -> !namespace.equals(ConfigValues.DEFAULT))
                .collect(Collectors.toMap(Function.identity(), namespace -> options(namespace, values)));
        return new Namespaces(options(ConfigValues.DEFAULT, values), named);
    }

    private static ChannelOptions options(String namespace, ConfigValues values) {
        return new ChannelOptions(
                values.option(namespace, Settings.HISTORY_SIZE),
                values.option(namespace, Settings.HISTORY_BYTES),
                values.option(namespace, Settings.HISTORY_TTL),
                values.option(namespace, Settings.HISTORY_META_TTL),
                values.option(namespace, Settings.PUBLISH),
                values.option(namespace, Settings.SUBSCRIBE),
                values.option(namespace, Settings.MAX_CHANNELS),
                new PresenceOptions(
                        values.option(namespace, Settings.PRESENCE),
                        values.option(namespace, Settings.JOIN_LEAVE),
                        values.option(namespace, Settings.PRESENCE_GRACE)),
                values.option(namespace, Settings.SUBSCRIBE_URL, Settings.SUBSCRIBE),
                values.option(namespace, Settings.PUBLISH_URL, Settings.PUBLISH));
    }
}
