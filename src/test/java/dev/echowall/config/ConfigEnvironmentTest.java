package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.config.ServerConfig.NativeTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What variables may say, and what wins. */
class ConfigEnvironmentTest extends ConfigFixture {
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
}
