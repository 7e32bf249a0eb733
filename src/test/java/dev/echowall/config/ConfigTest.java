package dev.echowall.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.config.ServerConfig.NativeTransport;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    @TempDir
    Path directory;

    @Test
    void without_a_file_the_documented_defaults_hold() {
        Config config = Config.load(null, Map.of("HOSTNAME", "here")).config();

        assertThat(config.node().name()).isEqualTo("here");
        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        "0.0.0.0",
                        8080,
                        0,
                        NativeTransport.AUTO,
                        false,
                        true,
                        false,
                        List.of(),
                        List.of(),
                        List.of("127.0.0.1")));
        assertThat(config.management()).isEqualTo(new ManagementConfig("127.0.0.1", 9080, null, null, List.of()));
        assertThat(config.cluster())
                .isEqualTo(new ClusterConfig(null, "127.0.0.1", false, 5701, 15701, null, List.of(), 1, 0, null));
        assertThat(config.time()).isEqualTo(new TimeConfig(ZoneId.of("Asia/Shanghai"), Duration.ofSeconds(1)));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        65536,
                        1024,
                        1 << 20,
                        null,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(8),
                        0,
                        0,
                        null,
                        null,
                        100000,
                        null,
                        null,
                        null,
                        4 << 20,
                        Duration.ofMinutes(2)));
        assertThat(config.drain()).isEqualTo(new DrainConfig(Duration.ofSeconds(20)));
        assertThat(config.auth()).isEqualTo(new AuthConfig(null, null, List.of(), null, null, null, null, true));
    }

    @Test
    void the_built_in_namespaces_are_the_clock_the_wall_and_the_nodes() {
        var channels = Config.load(null, Map.of()).config().channels();

        assertThat(channels.fallback()).isEqualTo(ChannelOptions.DEFAULT);
        assertThat(channels.named()).containsOnlyKeys("time", "echo", "nodes");
        assertThat(channels.named()).containsEntry("time", options(60, Duration.ofMinutes(2), Publish.SERVER));
        assertThat(channels.named()).containsEntry("echo", options(1000, Duration.ofHours(1), Publish.ANYONE));
        assertThat(channels.named()).containsEntry("nodes", options(1, Duration.ZERO, Publish.SERVER));
    }

    @Test
    void the_defaults_warn_of_nothing() {
        assertThat(Config.load(null, Map.of()).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void the_nodes_of_the_demo_load_without_a_warning(int number) {
        var loaded = Config.load(Path.of("conf/node" + number + ".yaml"), Map.of());

        assertThat(loaded.warnings()).isEmpty();
        Config config = loaded.config();
        assertThat(config.node().name()).isEqualTo("node" + number);
        assertThat(config.server().port()).isEqualTo(8080 + number);
        assertThat(config.management().port()).isEqualTo(9080 + number);
        assertThat(config.cluster().busPort()).isEqualTo(15700 + number);
        assertThat(config.cluster().members())
                .containsExactly("127.0.0.1:5701", "127.0.0.1:5702", "127.0.0.1:5703")
                .contains("127.0.0.1:" + config.cluster().port());
    }

    @Test
    void the_file_the_key_table_and_the_records_have_the_same_keys() throws IOException {
        JsonNode document = ConfigParser.yaml(Files.readString(Path.of("conf/echowall.yaml")));
        List<String> documented = new ArrayList<>();
        document.properties().forEach(section -> {
            if (!section.getKey().equals("channels")) {
                documented.addAll(keys(section.getKey(), section.getValue()));
            }
        });
        List<String> options = new ArrayList<>();
        document.at("/channels/default").fieldNames().forEachRemaining(options::add);

        assertThat(documented).containsExactlyElementsOf(Settings.fixed()).containsExactlyElementsOf(recorded());
        assertThat(options)
                .containsExactlyElementsOf(Settings.options())
                .containsExactlyElementsOf(names(ChannelOptions.class).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "---\n",
                "null",
                "{}",
                "server:\n",
                "server:\n  port:\n",
                "server: { port: \"\" }"
            })
    void a_file_that_says_nothing_changes_nothing(String yaml) throws IOException {
        assertThat(load(yaml)).isEqualTo(Config.load(null, Map.of()).config());
    }

    @Test
    void an_empty_json_file_changes_nothing() throws IOException {
        assertThat(Config.load(file("x.json", ""), Map.of())).isEqualTo(Config.load(null, Map.of()));
    }

    @Test
    void json_works_with_tabs_too() throws IOException {
        Path file = file("x.json", "{\n\t\"server\": {\"port\": 81, \"host\": \"::1\"}\n}\n");
        ServerConfig server = Config.load(file, Map.of()).config().server();
        assertThat(server.port()).isEqualTo(81);
        assertThat(server.host()).isEqualTo("::1");
    }

    @Test
    void a_byte_order_mark_is_not_a_key() throws IOException {
        assertThat(load("\uFEFFserver: { port: 81 }").server().port()).isEqualTo(81);
    }

    @Test
    void a_variable_wins_over_the_file_and_the_file_over_the_default() throws IOException {
        Path file = file("x.yaml", "server: { port: 81, event-loops: 3 }");
        ServerConfig server =
                Config.load(file, Map.of("ECHOWALL_SERVER_PORT", "82")).config().server();
        assertThat(server.port()).isEqualTo(82);
        assertThat(server.eventLoops()).isEqualTo(3);
        assertThat(server.host()).isEqualTo("0.0.0.0");
    }

    @Test
    void every_type_of_key_can_be_set_in_the_environment() throws IOException {
        Path hazelcast = file("hazelcast.xml", "<hazelcast/>");
        Config config = Config.load(
                        null,
                        Map.ofEntries(
                                Map.entry("ECHOWALL_NODE_NAME", "007"),
                                Map.entry("ECHOWALL_SERVER_HOST", "127.0.0.1"),
                                Map.entry("ECHOWALL_SERVER_NATIVE_TRANSPORT", "io_uring"),
                                Map.entry("ECHOWALL_SERVER_COMPRESSION", "true"),
                                Map.entry("ECHOWALL_SERVER_ALLOWED_ORIGINS", "https://a.example, http://b.example:81,"),
                                Map.entry("ECHOWALL_MANAGEMENT_API_KEY", "3133731337313373"),
                                Map.entry("ECHOWALL_CLUSTER_MEMBERS", "[127.0.0.1, \"::1\"]"),
                                Map.entry("ECHOWALL_CLUSTER_HAZELCAST_CONFIG", hazelcast.toString()),
                                Map.entry("ECHOWALL_TIME_ZONE", "UTC"),
                                Map.entry("ECHOWALL_LIMITS_MESSAGE_BYTES", "1000"),
                                Map.entry("ECHOWALL_LIMITS_PING_INTERVAL", "500ms"),
                                Map.entry("ECHOWALL_CHANNELS_ECHO_HISTORY_SIZE", "5")))
                .config();

        assertThat(config.node().name()).isEqualTo("007");
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().nativeTransport()).isEqualTo(NativeTransport.IO_URING);
        assertThat(config.server().compression()).isTrue();
        assertThat(config.server().allowedOrigins()).containsExactly("https://a.example", "http://b.example:81");
        assertThat(config.management().apiKey()).isEqualTo("3133731337313373");
        assertThat(config.cluster().members()).containsExactly("127.0.0.1:5701", "[::1]:5701");
        assertThat(config.cluster().hazelcastConfig()).isEqualTo(hazelcast);
        assertThat(config.time().zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(config.limits().messageBytes()).isEqualTo(1000);
        assertThat(config.limits().pingInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.channels().of(ChannelName.of("echo:kitchen")).historySize())
                .isEqualTo(5);
    }

    @Test
    void an_empty_variable_is_as_none() {
        assertThat(Config.load(null, Map.of("ECHOWALL_SERVER_PORT", " "))).isEqualTo(Config.load(null, Map.of()));
    }

    @Test
    void a_variable_finds_a_namespace_of_the_file_by_its_letters() throws IOException {
        Path file = file("x.yaml", "channels: { chat-room: { publish: anyone } }");
        var channels = Config.load(file, Map.of("ECHOWALL_CHANNELS_CHAT_ROOM_HISTORY_META_TTL", "7d"))
                .config()
                .channels();
        assertThat(channels.of(ChannelName.of("chat-room")).historyMetaTtl()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void a_variable_can_name_a_new_namespace_of_one_word() {
        var channels = Config.load(null, Map.of("ECHOWALL_CHANNELS_NEWS_PUBLISH", "anyone"))
                .config()
                .channels();
        assertThat(channels.of(ChannelName.of("news")).publish()).isEqualTo(Publish.ANYONE);
    }

    @Test
    void an_unknown_variable_is_a_warning() {
        var loaded = Config.load(
                null,
                Map.of(
                        "ECHOWALL_PORT", "tcp://10.0.0.1:80",
                        "ECHOWALL_COLOUR", "red",
                        "ECHOWALL_CHANNELS_A_B_PUBLISH", "anyone",
                        "PATH", "/bin"));
        assertThat(loaded.warnings())
                .containsExactly(
                        "ECHOWALL_CHANNELS_A_B_PUBLISH: unknown variable, ignored",
                        "ECHOWALL_COLOUR: unknown variable, ignored",
                        "ECHOWALL_PORT: unknown variable, ignored; did you mean ECHOWALL_SERVER_PORT?");
        assertThat(loaded.config()).isEqualTo(Config.load(null, Map.of()).config());
    }

    @Test
    void a_namespace_takes_from_the_default_what_it_does_not_set() throws IOException {
        var channels = load("""
                channels:
                  default: { history-bytes: 7, history-size: 9, publish: anyone }
                  chat: { history-ttl: 3s }
                  bare:
                """).channels();
        assertThat(channels.of(ChannelName.of("chat")))
                .isEqualTo(new ChannelOptions(
                        9, 7, Duration.ofSeconds(3), Duration.ofHours(24), Publish.ANYONE, Subscribe.USERS));
        assertThat(channels.of(ChannelName.of("bare"))).isEqualTo(channels.fallback());
        assertThat(channels.of(ChannelName.of("echo")).historySize()).isEqualTo(1000);
        assertThat(channels.of(ChannelName.of("echo")).historyBytes()).isEqualTo(7);
    }

    @Test
    void the_clock_stays_the_servers_when_everything_else_is_anyones() throws IOException {
        var channels = load("channels: { default: { publish: anyone } }").channels();
        assertThat(channels.of(ChannelName.of("time")).publish()).isEqualTo(Publish.SERVER);
        assertThat(channels.of(ChannelName.of("nodes")).publish()).isEqualTo(Publish.SERVER);
    }

    @Test
    void origins_are_written_as_browsers_do() throws IOException {
        assertThat(
                        load("server: { allowed-origins: [\"HTTPS://Example.org:443/\", \"http://[::1]:80\", \"app://x\", \"https://*.Example.org\"] }")
                                .server()
                                .allowedOrigins())
                .containsExactly("https://example.org", "http://[::1]", "app://x", "https://*.example.org");
    }

    @Test
    void the_same_port_on_two_addresses_and_port_0_twice_are_fine() throws IOException {
        Config config = load("""
                server: { host: 127.0.0.1, port: 0 }
                management: { port: 0 }
                cluster: { host: 127.0.0.1, port: 0, bus-port: 0 }
                """);
        assertThat(config.management().port()).isZero();
        assertThat(load("server: { host: 10.0.0.1, port: 9080 }").server().port())
                .isEqualTo(9080);
    }

    @Test
    void with_a_key_the_management_port_may_be_anywhere() throws IOException {
        Path file = file("x.yaml", "management: { host: 0.0.0.0 }");
        var config = Config.load(file, Map.of("ECHOWALL_MANAGEMENT_API_KEY", "secret-of-sixteen"))
                .config();
        assertThat(config.management().host()).isEqualTo("0.0.0.0");
        assertThat(config.toString()).doesNotContain("secret");
        assertThat(config.summary()).doesNotContain("secret");
    }

    @Test
    void the_key_can_stand_in_a_file() throws IOException {
        Path key = file("key", "secret-of-sixteen\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        Path file = file("x.yaml", "management: { api-key-file: " + key + " }");
        assertThat(Config.load(file, Map.of()).warnings()).isEmpty();
        assertThat(Config.load(file, Map.of()).config().management().apiKey()).isEqualTo("secret-of-sixteen");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Config.load(file, Map.of()).warnings())
                .containsExactly(file + ": management.api-key-file: every user of this machine can read it,"
                        + " chmod 600 is better");

        for (String bad : List.of("", "too-short-key", "two words that are long", "secret-of-sixteen\nand more")) {
            Files.writeString(key, bad);
            assertThatThrownBy(() -> Config.load(file, Map.of()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(file + ": management.api-key-file: ")
                    .hasMessageContaining(bad.isEmpty() ? "is empty" : "holds no key")
                    .hasMessageNotContainingAny("too-short-key", "two words", "secret");
        }
        assertThatThrownBy(() -> Config.load(file, Map.of("ECHOWALL_MANAGEMENT_API_KEY", "secret-of-sixteen")))
                .hasMessageContaining("allowed is one of them");
    }

    @Test
    void what_is_allowed_but_hardly_meant_is_a_warning() throws IOException {
        Path file = file("x.yaml", """
                cluster: { quorum: 4, members: [10.0.0.1, 10.0.0.2] }
                limits: { queue-bytes: 10 }
                channels: { chat: { history-ttl: 2d } }
                """);
        assertThat(Config.load(file, Map.of()).warnings())
                .containsExactly(
                        file + ": cluster.quorum: 4 is more than the members known (3):"
                                + " nothing can be published until so many have joined",
                        file + ": cluster.members: are on other machines, which cannot reach cluster.host (127.0.0.1)",
                        file + ": limits.queue-bytes: limits.queue-bytes (10) is less than limits.message-bytes"
                                + " (65536): one large message alone makes a subscriber slow",
                        file + ": channels.chat.history-ttl: channels.chat keeps publications longer than the channel"
                                + " itself is remembered: history-meta-ttl ends them");
    }

    private static ChannelOptions options(int size, Duration ttl, Publish publish) {
        return new ChannelOptions(size, 1 << 20, ttl, Duration.ofHours(24), publish, Subscribe.ANYONE);
    }

    private static List<String> recorded() {
        return Arrays.stream(Config.class.getRecordComponents())
                .filter(section -> !section.getName().equals("channels"))
                .flatMap(section -> recorded(section.getName(), section.getType()))
                .toList();
    }

    private static Stream<String> recorded(String path, Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).flatMap(key -> {
            String below = path + "." + written(key.getName());
            return key.getType().isRecord() ? recorded(below, key.getType()) : Stream.of(below);
        });
    }

    private static List<String> keys(String path, JsonNode mapping) {
        List<String> keys = new ArrayList<>();
        mapping.properties().forEach(key -> {
            String below = path + "." + key.getKey();
            if (key.getValue().isObject()) {
                keys.addAll(keys(below, key.getValue()));
            } else {
                keys.add(below);
            }
        });
        return keys;
    }

    private static Stream<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(ConfigTest::written);
    }

    private static String written(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private Config load(String yaml) throws IOException {
        return Config.load(file("x.yaml", yaml), Map.of()).config();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void sizes_may_have_a_unit() throws IOException {
        Path file = Files.writeString(directory.resolve("sizes.yaml"), """
                limits: { message-bytes: 64k, queue-bytes: 2 MiB, tail-bytes: 1m, history-bytes: 3GiB, waiting-bytes: 70000 }
                channels: { news: { history-bytes: 512KiB } }
                """);
        Config config = Config.load(file, Map.of("ECHOWALL_LIMITS_RESPONSE_BYTES", "1M"))
                .config();
        assertThat(config.limits().messageBytes()).isEqualTo(65_536);
        assertThat(config.limits().queueBytes()).isEqualTo(2 << 20);
        assertThat(config.limits().tailBytes()).isEqualTo(1 << 20);
        assertThat(config.limits().historyBytes()).isEqualTo(3L << 30);
        assertThat(config.limits().waitingBytes()).isEqualTo(70_000);
        assertThat(config.limits().responseBytes()).isEqualTo(1 << 20);
        assertThat(requireNonNull(config.channels().named().get("news")).historyBytes())
                .isEqualTo(512 << 10);
    }
}
