package dev.echowall.config;

import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.config.ServerConfig.NativeTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All keys, in the order of {@code conf/echowall.yaml}. A new key needs a line here, one there, and one in its record.
 */
final class Settings {
    static final String CHANNELS = "channels";

    private static final int GIBIBYTE = 1 << 30;
    private static final ValueType<Integer> PORT = ValueTypes.integer(0, 65535);
    private static final ValueType<String> NAME =
            ValueTypes.text(Pattern.compile("[A-Za-z0-9._-]{1,255}"), "1 to 255 letters, digits, '.', '_' and '-'");

    private static final ValueType<String> WORDS =
            ValueTypes.text(Pattern.compile("[^\\p{Cc}]{1,255}"), "1 to 255 characters");

    static final Pattern KEY = Pattern.compile("[!-~]{16,1024}");
    static final String KEY_ALLOWED = "16 to 1024 visible ASCII characters";

    static final Pattern SECRET = Pattern.compile("[^\\p{Cc}]{32,1024}");
    static final String SECRET_ALLOWED = "32 to 1024 characters in one line";

    private static final Map<String, Setting<?>> FIXED = new LinkedHashMap<>();
    private static final Map<String, Setting<?>> OPTIONS = new LinkedHashMap<>();

    static final Setting<String> NODE_NAME = key("node.name", NAME);

    static final Setting<String> SERVER_HOST = key("server.host", AddressTypes.host());
    static final Setting<Integer> SERVER_PORT = key("server.port", PORT);
    static final Setting<Integer> EVENT_LOOPS = key("server.event-loops", ValueTypes.integer(0, 1024));
    static final Setting<NativeTransport> NATIVE_TRANSPORT =
            key("server.native-transport", ValueTypes.choice(NativeTransport.class));
    static final Setting<Boolean> COMPRESSION = key("server.compression", ValueTypes.flag());
    static final Setting<Boolean> INSPECT = key("server.inspect", ValueTypes.flag());
    static final Setting<Boolean> DEMO = key("server.demo", ValueTypes.flag());
    static final Setting<List<String>> HOSTS =
            key("server.hosts", ValueTypes.list(AddressTypes.host(), "a list of hosts"));
    static final Setting<List<String>> ALLOWED_ORIGINS =
            key("server.allowed-origins", ValueTypes.list(AddressTypes.origin(), "a list of origins"));
    static final Setting<List<String>> TRUSTED_PROXIES =
            key("server.trusted-proxies", ValueTypes.list(AddressTypes.address(), "a list of IP addresses"));

    static final Setting<String> MANAGEMENT_HOST = key("management.host", AddressTypes.host());
    static final Setting<Integer> MANAGEMENT_PORT = key("management.port", PORT);
    static final Setting<String> API_KEY =
            key("management.api-key", ValueTypes.secret(KEY, KEY_ALLOWED + ", in quotes"));
    static final Setting<Path> API_KEY_FILE =
            key("management.api-key-file", ValueTypes.readableFile("the path of a file with the key"));
    static final Setting<List<String>> MANAGEMENT_HOSTS =
            key("management.hosts", ValueTypes.list(AddressTypes.host(), "a list of hosts"));

    static final Setting<String> CLUSTER_NAME = key("cluster.name", NAME);
    static final Setting<String> CLUSTER_HOST = key("cluster.host", AddressTypes.ownAddress());
    static final Setting<Boolean> TRUSTED_NETWORK = key("cluster.trusted-network", ValueTypes.flag());
    static final Setting<Integer> CLUSTER_PORT = key("cluster.port", PORT);
    static final Setting<Integer> BUS_PORT = key("cluster.bus-port", PORT);
    static final Setting<Path> TLS_CERTIFICATE =
            key("cluster.tls.certificate", ValueTypes.readableFile("the path of a certificate in PEM"));
    static final Setting<Path> TLS_KEY =
            key("cluster.tls.key", ValueTypes.readableFile("the path of a private key in PEM"));
    static final Setting<Path> TLS_CA =
            key("cluster.tls.ca", ValueTypes.readableFile("the path of the authority's certificate in PEM"));
    static final Setting<List<String>> MEMBERS =
            key("cluster.members", ValueTypes.list(AddressTypes.member(), "a list of host:port"));
    static final Setting<Integer> BACKUPS = key("cluster.backups", ValueTypes.integer(0, 6));
    static final Setting<Integer> QUORUM = key("cluster.quorum", ValueTypes.integer(0, 1000));
    static final Setting<Path> HAZELCAST_CONFIG =
            key("cluster.hazelcast-config", ValueTypes.readableFile("the path of a Hazelcast file"));

    static final Setting<ZoneId> ZONE = key("time.zone", ValueTypes.zone());
    static final Setting<Duration> INTERVAL = key("time.interval", ValueTypes.duration("10ms", "1h"));

    static final Setting<Integer> MESSAGE_BYTES = key("limits.message-bytes", ValueTypes.size(1, 1 << 26));
    static final Setting<Integer> FRAGMENTS = key("limits.fragments", ValueTypes.integer(1, 1_000_000));
    static final Setting<Integer> QUEUE_BYTES = key("limits.queue-bytes", ValueTypes.size(1, GIBIBYTE));
    static final Setting<Integer> RESPONSE_BYTES = key("limits.response-bytes", ValueTypes.size(65536, GIBIBYTE));
    static final Setting<Duration> HANDSHAKE_TIMEOUT =
            key("limits.handshake-timeout", ValueTypes.duration("10ms", "1h"));
    static final Setting<Duration> IDLE_TIMEOUT = key("limits.idle-timeout", ValueTypes.duration("10ms", "1h"));
    static final Setting<Duration> PING_INTERVAL = key("limits.ping-interval", ValueTypes.duration("10ms", "1h"));
    static final Setting<Duration> PONG_TIMEOUT = key("limits.pong-timeout", ValueTypes.duration("10ms", "1h"));
    static final Setting<Integer> CONNECTIONS = key("limits.connections", ValueTypes.integer(0, 10_000_000));
    static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
            key("limits.connections-per-address", ValueTypes.integer(0, 10_000_000));
    static final Setting<Integer> PUBLISH_RATE = key("limits.publish-rate", ValueTypes.integer(0, 1_000_000));
    static final Setting<Integer> COMMAND_RATE = key("limits.command-rate", ValueTypes.integer(0, 1_000_000));
    static final Setting<Integer> CHANNEL_COUNT = key("limits.channels", ValueTypes.integer(1, 100_000_000));
    static final Setting<Integer> CHANNELS_PER_CLIENT =
            key("limits.channels-per-client", ValueTypes.integer(0, 100_000_000));
    static final Setting<Integer> CHANNELS_PER_CONNECTION =
            key("limits.channels-per-connection", ValueTypes.integer(1, 1_000_000));
    static final Setting<Integer> COMMANDS_RATE = key("limits.commands-rate", ValueTypes.integer(0, 1_000_000));
    static final Setting<Integer> CONNECTIONS_PER_USER =
            key("limits.connections-per-user", ValueTypes.integer(0, 10_000_000));
    static final Setting<Integer> CHANNELS_PER_BROADCAST =
            key("limits.channels-per-broadcast", ValueTypes.integer(1, 1_000_000));
    static final Setting<Integer> COMMANDS_PER_BATCH = key("limits.commands-per-batch", ValueTypes.integer(1, 100_000));
    static final Setting<Integer> BATCH_BYTES = key("limits.batch-bytes", ValueTypes.size(65536, GIBIBYTE));
    static final Setting<Integer> SUBSCRIPTIONS = key("limits.subscriptions", ValueTypes.integer(1, 100_000_000));
    static final Setting<Long> PRESENCE_BYTES = key("limits.presence-bytes", ValueTypes.size(65536L, 1L << 50));
    static final Setting<Long> HISTORY_TOTAL = key("limits.history-bytes", ValueTypes.size(1L << 20, 1L << 50));
    static final Setting<Long> WAITING_BYTES = key("limits.waiting-bytes", ValueTypes.size(1L << 16, 1L << 40));
    static final Setting<Integer> TAIL_BYTES = key("limits.tail-bytes", ValueTypes.size(0, GIBIBYTE));
    static final Setting<Duration> IDEMPOTENCY_WINDOW =
            key("limits.idempotency-window", ValueTypes.duration("1s", "1d"));

    static final Setting<Integer> HOOK_REQUESTS = key("limits.hook-requests", ValueTypes.integer(1, 100_000));

    static final Setting<Duration> DRAIN_TIMEOUT = key("drain.timeout", ValueTypes.duration("0s", "1h"));

    static final Setting<String> HMAC_SECRET =
            key("auth.hmac-secret", ValueTypes.secret(SECRET, SECRET_ALLOWED + ", in quotes"));
    static final Setting<Path> HMAC_SECRET_FILE =
            key("auth.hmac-secret-file", ValueTypes.readableFile("the path of a file with the secret"));
    static final Setting<List<Path>> PUBLIC_KEYS = key(
            "auth.public-keys",
            ValueTypes.list(
                    ValueTypes.readableFile("the path of a public key in PEM"), "a list of files with public keys"));
    static final Setting<URI> JWKS_URL = key("auth.jwks-url", AddressTypes.keySet());
    static final Setting<String> ISSUER = key("auth.issuer", WORDS);
    static final Setting<String> AUDIENCE = key("auth.audience", WORDS);
    static final Setting<String> COOKIE = key(
            "auth.cookie",
            ValueTypes.text(
                    Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"),
                    "1 to 64 letters, digits and !#$%&'*+-.^_`|~"));
    static final Setting<Boolean> ANONYMOUS = key("auth.anonymous", ValueTypes.flag());
    static final Setting<Boolean> PERSONAL_CHANNEL = key("auth.personal-channel", ValueTypes.flag());

    static final Setting<URI> CONNECT_URL = key("auth.connect-url", AddressTypes.hook());

    static final Setting<URI> RPC_URL = key("hooks.rpc-url", AddressTypes.hook());
    static final Setting<Duration> HOOK_TIMEOUT = key("hooks.timeout", ValueTypes.duration("10ms", "4s"));
    static final Setting<List<String>> HOOK_HEADERS =
            key("hooks.headers", ValueTypes.list(HeaderNames.passedOn(), "a list of headers of the client's request"));

    static final Setting<Path> JOURNAL_DIRECTORY = key("journal.directory", ValueTypes.path("the path of a directory"));
    static final Setting<Duration> JOURNAL_SYNC = key("journal.sync", ValueTypes.duration("10ms", "10s"));
    static final Setting<Integer> SEGMENT_BYTES = key("journal.segment-bytes", ValueTypes.size(65536, GIBIBYTE));
    static final Setting<Integer> JOURNAL_QUEUE = key("journal.queue-bytes", ValueTypes.size(1 << 20, GIBIBYTE));

    static final Setting<Integer> HISTORY_SIZE = option("history-size", ValueTypes.integer(0, 10_000_000));
    static final Setting<Integer> HISTORY_BYTES = option("history-bytes", ValueTypes.size(1, GIBIBYTE));
    static final Setting<Duration> HISTORY_TTL = option("history-ttl", ValueTypes.duration("0s", "365d"));
    static final Setting<Duration> HISTORY_META_TTL = option("history-meta-ttl", ValueTypes.duration("1s", "365d"));
    static final Setting<Publish> PUBLISH = option("publish", ValueTypes.choice(Publish.class));
    static final Setting<Subscribe> SUBSCRIBE = option("subscribe", ValueTypes.choice(Subscribe.class));

    static final Setting<Integer> MAX_CHANNELS = option("max-channels", ValueTypes.integer(0, 100_000_000));
    static final Setting<Boolean> PRESENCE = option("presence", ValueTypes.flag());
    static final Setting<Boolean> JOIN_LEAVE = option("join-leave", ValueTypes.flag());
    static final Setting<Duration> PRESENCE_GRACE = option("presence-grace", ValueTypes.duration("0s", "1h"));

    static final Setting<URI> SUBSCRIBE_URL = option("subscribe-url", AddressTypes.hook());
    static final Setting<URI> PUBLISH_URL = option("publish-url", AddressTypes.hook());

    private Settings() {}

    /** The key with this path; a channel option for any namespace. */
    static @Nullable Setting<?> find(String path) {
        if (!path.startsWith(CHANNELS + ".")) {
            return FIXED.get(path);
        }
        int option = path.lastIndexOf('.');
        Setting<?> found = option <= CHANNELS.length() ? null : OPTIONS.get(path.substring(option + 1));
        return found == null ? null : found.of(path.substring(CHANNELS.length() + 1, option));
    }

    /** The paths of all keys except those of channels. */
    static Set<String> fixed() {
        return FIXED.keySet();
    }

    /** The options of a namespace. */
    static Set<String> options() {
        return OPTIONS.keySet();
    }

    static List<String> sections() {
        List<String> sections = FIXED.keySet().stream()
                .map(path -> path.substring(0, path.indexOf('.')))
                .distinct()
                .collect(Collectors.toList());
        sections.add(CHANNELS);
        return sections;
    }

    /** The names allowed in a section other than the channels', or in a mapping there; empty if it is neither. */
    static List<String> in(String section) {
        String prefix = section + ".";
        return FIXED.keySet().stream()
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()))
                .toList();
    }

    private static <T> Setting<T> key(String path, ValueType<T> type) {
        Setting<T> setting = new Setting<>(path, type);
        FIXED.put(path, setting);
        return setting;
    }

    private static <T> Setting<T> option(String name, ValueType<T> type) {
        Setting<T> setting = new Setting<>(name, type);
        OPTIONS.put(name, setting);
        return setting;
    }
}
