package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.config.ServerConfig.NativeTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds when nothing is said, and that file, table and records have the same keys. */
class ConfigTest extends ConfigFixture {
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
                        128,
                        0,
                        0,
                        10_000,
                        1_000,
                        8 << 20,
                        null,
                        null,
                        null,
                        null,
                        4 << 20,
                        Duration.ofMinutes(2),
                        256));
        assertThat(config.drain()).isEqualTo(new DrainConfig(Duration.ofSeconds(20)));
        assertThat(config.auth())
                .isEqualTo(new AuthConfig(null, null, List.of(), null, null, null, null, true, false, null));
        assertThat(config.hooks().timeout()).isEqualTo(Duration.ofSeconds(1));
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
                .flatMap(
                        each -> each.getType().isRecord() ? names(each.getType()) : Stream.of(written(each.getName())));
    }

    private static String written(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
