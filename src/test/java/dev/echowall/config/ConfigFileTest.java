package dev.echowall.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file may say, and how. */
class ConfigFileTest extends ConfigFixture {
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
}
