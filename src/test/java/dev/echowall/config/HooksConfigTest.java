package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys by which the application is asked. */
class HooksConfigTest extends ConfigFixture {
    private static final String APP = "https://app.example.org/";

    private static final String ALLOWED =
            ", allowed is an address such as https://app.example.org/echowall (http only of this machine)";

    @Test
    void all_addresses_are_read() throws IOException {
        Config config = load("""
                auth: { connect-url: "https://app.example.org/connect" }
                hooks: { rpc-url: "http://[::1]:3000/rpc", timeout: 300ms, headers: [Cookie, X-Tenant] }
                limits: { hook-requests: 7 }
                channels: { chat: { subscribe-url: "https://app.example.org/s", publish-url: "http://localhost/p" } }
                """);

        assertThat(config.auth().connectUrl()).isEqualTo(URI.create(APP + "connect"));
        assertThat(config.hooks().rpcUrl()).isEqualTo(URI.create("http://[::1]:3000/rpc"));
        assertThat(config.hooks().timeout()).isEqualTo(Duration.ofMillis(300));
        assertThat(config.hooks().headers()).containsExactly("Cookie", "X-Tenant");
        assertThat(config.limits().hookRequests()).isEqualTo(7);
        ChannelOptions chat = config.channels().of(ChannelName.of("chat:1"));
        assertThat(chat.subscribeUrl()).isEqualTo(URI.create(APP + "s"));
        assertThat(chat.publishUrl()).isEqualTo(URI.create("http://localhost/p"));
        assertThat(config.channels().of(ChannelName.of("other")).subscribeUrl()).isNull();
    }

    @Test
    void the_environment_has_them_too() {
        Config config = Config.load(
                        null,
                        Map.of(
                                "ECHOWALL_AUTH_CONNECT_URL", APP,
                                "ECHOWALL_HOOKS_HEADERS", "Cookie, Origin",
                                "ECHOWALL_CHANNELS_CHAT_PUBLISH_URL", APP))
                .config();

        assertThat(config.auth().connectUrl()).isEqualTo(URI.create(APP));
        assertThat(config.hooks().headers()).containsExactly("Cookie", "Origin");
        assertThat(config.channels().of(ChannelName.of("chat")).publishUrl()).isEqualTo(URI.create(APP));
    }

    @Test
    void a_namespace_that_decides_itself_does_not_take_the_defaults_address() throws IOException {
        Config config = load("""
                channels:
                  default: { subscribe-url: "https://app.example.org/", publish-url: "https://app.example.org/" }
                  closed: { subscribe: token }
                  own: { subscribe: users, subscribe-url: "https://other.example.org/" }
                  sized: { history-size: 5 }
                """);

        assertThat(config.channels().fallback().subscribeUrl()).isEqualTo(URI.create(APP));
        assertThat(options(config, "sized").subscribeUrl()).isEqualTo(URI.create(APP));
        assertThat(options(config, "closed").subscribeUrl()).isNull();
        assertThat(options(config, "closed").publishUrl()).isEqualTo(URI.create(APP));
        assertThat(options(config, "own").subscribeUrl()).isEqualTo(URI.create("https://other.example.org/"));
        assertThat(options(config, "echo").subscribeUrl()).isNull();
        assertThat(options(config, "time").publishUrl()).isNull();
    }

    private static ChannelOptions options(Config config, String channel) {
        return config.channels().of(ChannelName.of(channel));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"auth.connect-url", "hooks.rpc-url", "channels.chat.subscribe-url", "channels.chat.publish-url"})
    void a_wrong_address_is_told_with_its_file_and_key(String key) throws IOException {
        assertThat(fault(key, "http://app.example.org/x"))
                .isEqualTo(key + ": \"http://app.example.org/x\" could be changed on its way" + ALLOWED);
        assertThat(fault(key, "ftp://app.example.org/")).startsWith(key + ": ").endsWith("is not an address" + ALLOWED);
        assertThat(fault(key, "app.example.org/x")).startsWith(key + ": ").endsWith("is not an address" + ALLOWED);
        assertThat(fault(key, "https://app.example.org/a b"))
                .startsWith(key + ": ")
                .endsWith("is not an address" + ALLOWED);
        assertThat(fault(key, "https://me:secret@app.example.org/"))
                .startsWith(key + ": ")
                .doesNotContain("secret")
                .endsWith("has more than an address" + ALLOWED);
    }

    private String fault(String key, String url) throws IOException {
        String[] path = key.split("\\.");
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < path.length; i++) {
            yaml.append("  ".repeat(i)).append(path[i]).append(":").append(i < path.length - 1 ? "\n" : "");
        }
        return faultOf(file("x.yaml", yaml + " \"" + url + "\"\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Connection", "Proxy-Authorization", "Sec-WebSocket-Key", "TE"})
    void a_header_of_one_request_cannot_be_passed_on(String name) throws IOException {
        assertThat(faultOf(file("x.yaml", "hooks: { headers: [Cookie, " + name + "] }")))
                .isEqualTo("hooks.headers: \"" + name + "\" is of one request and cannot be passed on,"
                        + " allowed is the name of a header such as Cookie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"X Y\"", "\"a:b\"", "\"a\\r\\nb\"", "\"\""})
    void what_is_no_header_is_told(String name) throws IOException {
        assertThat(faultOf(file("x.yaml", "hooks: { headers: [" + name + "] }")))
                .startsWith("hooks.headers: ")
                .endsWith("is not the name of a header, allowed is the name of a header such as Cookie");
    }

    @Test
    void a_time_longer_than_a_clients_patience_is_out_of_range() throws IOException {
        assertThat(faultOf(file("x.yaml", "hooks: { timeout: 5s }")))
                .isEqualTo("hooks.timeout: \"5s\" is out of range, allowed is 10ms to 4s");
    }

    @Test
    void without_keys_the_application_lets_clients_in() throws IOException {
        String yaml = "auth: { anonymous: false, personal-channel: true, connect-url: \"" + APP + "\" }";

        assertThat(Config.load(file("x.yaml", yaml), Map.of()).warnings()).isEmpty();
    }
}
