package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a wrong configuration is told: one line, with file or variable, key, fault, and what is allowed. */
class ConfigFaultsTest extends ConfigFixture {
    private static final String SECTIONS =
            "node, server, management, cluster, time, limits, drain, auth, hooks, journal, channels";
    static final String DURATION = "a whole number and its unit (ms, s, m, h or d) such as 500ms or 10s";
    static final String MEMBER = "host or host:port with a port from 1 to 65535";

    @ParameterizedTest
    @MethodSource
    void a_wrong_file_is_told_in_one_line(String yaml, String line) throws IOException {
        assertThat(faultOf(file("x.yaml", yaml))).isEqualTo(line);
    }

    static Stream<Arguments> a_wrong_file_is_told_in_one_line() {
        return Stream.of(keys(), types(), ranges(), sizes(), durations(), addresses(), channels(), together(), texts())
                .flatMap(List::stream);
    }

    private static List<Arguments> keys() {
        return List.of(
                wrong("server: { prot: 1 }", "server.prot: unknown key, did you mean server.port?"),
                wrong("port: 8081", "port: unknown key, did you mean server.port?"),
                wrong("serverr: { port: 1 }", "serverr: unknown key, did you mean server?"),
                wrong(
                        "time: { message-bytes: 1 }",
                        "time.message-bytes: unknown key, did you mean limits.message-bytes?"),
                wrong(
                        "limits: { messageBytes: 1 }",
                        "limits.messageBytes: unknown key, did you mean limits.message-bytes?"),
                wrong("drain: { colour: red }", "drain.colour: unknown key, allowed is timeout"),
                wrong("colour: red", "colour: unknown key, allowed is " + SECTIONS),
                wrong("server.port: 80", "server.port: is written with a dot, allowed is server: { port: … }"),
                wrong("\"a\\nb\": 1", "a?b: unknown key, allowed is " + SECTIONS));
    }

    private static List<Arguments> types() {
        return List.of(
                wrong("- 1", "the top level is a list, allowed is a mapping of " + SECTIONS),
                wrong("hello", "the top level is a text, allowed is a mapping of " + SECTIONS),
                wrong("time: 8", "time: 8 is a number, allowed is a mapping of zone, interval"),
                wrong(
                        "server: { port: \"8080\" }",
                        "server.port: \"8080\" is a text, allowed is a whole number from 0 to 65535, without quotes"),
                wrong("server: { port: x }", "server.port: \"x\" is a text, allowed is a whole number from 0 to 65535"),
                wrong("server: { port: [1] }", "server.port: [1] is a list, allowed is a whole number from 0 to 65535"),
                wrong(
                        "server: { port: true }",
                        "server.port: true is a flag, allowed is a whole number from 0 to 65535"),
                wrong("server: { port: 80.5 }", "server.port: 80.5 is not a whole number, allowed is 0 to 65535"),
                wrong(
                        "server: { compression: maybe }",
                        "server.compression: \"maybe\" is a text, allowed is true or false"),
                wrong(
                        "server: { native-transport: fast }",
                        "server.native-transport: \"fast\" is not known, allowed is auto or io_uring or epoll or nio"),
                wrong(
                        "node: { name: 7 }",
                        "node.name: 7 is a number, allowed is 1 to 255 letters, digits, '.', '_' and '-'"),
                wrong(
                        "node: { name: \"a\\nb\" }",
                        "node.name: \"a\\nb\" does not fit, allowed is 1 to 255 letters, digits, '.', '_' and '-'"),
                wrong(
                        "time: { zone: Asia/Bejing }",
                        "time.zone: \"Asia/Bejing\" is not a time zone,"
                                + " allowed is a name such as Asia/Shanghai or UTC, or an offset such as +08:00"),
                wrong(
                        "cluster: { hazelcast-config: absent.xml }",
                        "cluster.hazelcast-config: \"absent.xml\" is not a file that can be read,"
                                + " allowed is the path of a Hazelcast file"),
                wrong(
                        "management: { api-key: 31337 }",
                        "management.api-key: the value is a number,"
                                + " allowed is 16 to 1024 visible ASCII characters, in quotes"),
                wrong(
                        "management: { api-key: fifteen-or-less }",
                        "management.api-key: the value does not fit,"
                                + " allowed is 16 to 1024 visible ASCII characters, in quotes"),
                wrong(
                        "management: { api-key-file: absent.key }",
                        "management.api-key-file: \"absent.key\" is not a file that can be read,"
                                + " allowed is the path of a file with the key"),
                wrong(
                        "management: { hosts: [\"a:9080\"] }",
                        "management.hosts: \"a:9080\" is not a host, allowed is an IP address or a host name"),
                wrong(
                        "server: { hosts: [\"*.example.org\"] }",
                        "server.hosts: \"*.example.org\" is not a host, allowed is an IP address or a host name"),
                wrong(
                        "management: { api-key: two words }",
                        "management.api-key: the value does not fit,"
                                + " allowed is 16 to 1024 visible ASCII characters, in quotes"));
    }

    private static List<Arguments> ranges() {
        return List.of(
                wrong("server: { port: 70000 }", "server.port: 70000 is out of range, allowed is 0 to 65535"),
                wrong("server: { port: -1 }", "server.port: -1 is out of range, allowed is 0 to 65535"),
                wrong(
                        "server: { port: 99999999999999999999 }",
                        "server.port: 99999999999999999999 is out of range, allowed is 0 to 65535"),
                wrong("cluster: { backups: 7 }", "cluster.backups: 7 is out of range, allowed is 0 to 6"),
                wrong("cluster: { quorum: -1 }", "cluster.quorum: -1 is out of range, allowed is 0 to 1000"),
                wrong(
                        "limits: { message-bytes: 0 }",
                        "limits.message-bytes: 0 is out of range, allowed is 1 to 67108864"),
                wrong("limits: { fragments: 0 }", "limits.fragments: 0 is out of range, allowed is 1 to 1000000"));
    }

    private static List<Arguments> sizes() {
        String allowed = "a whole number of bytes from 1 to 67108864, or one with its unit such as 64k or 1MiB";
        return List.of(
                wrong(
                        "limits: { message-bytes: 64q }",
                        "limits.message-bytes: \"64q\" is not a size, allowed is " + allowed),
                wrong(
                        "limits: { message-bytes: 64KB }",
                        "limits.message-bytes: \"64KB\" is not a size, allowed is " + allowed),
                wrong(
                        "limits: { message-bytes: 1.5m }",
                        "limits.message-bytes: \"1.5m\" is not a size, allowed is " + allowed),
                wrong(
                        "limits: { message-bytes: 1g }",
                        "limits.message-bytes: \"1g\" is out of range, allowed is 1 to 67108864"),
                wrong(
                        "limits: { message-bytes: 999999999999999t }",
                        "limits.message-bytes: \"999999999999999t\" is out of range, allowed is 1 to 67108864"),
                wrong(
                        "limits: { message-bytes: 0k }",
                        "limits.message-bytes: \"0k\" is out of range, allowed is 1 to 67108864"));
    }

    private static List<Arguments> durations() {
        return List.of(
                wrong("time: { interval: 1 }", "time.interval: 1 has no unit, allowed is " + DURATION),
                wrong("time: { interval: 1 s }", "time.interval: \"1 s\" is not a duration, allowed is " + DURATION),
                wrong("time: { interval: -1s }", "time.interval: \"-1s\" is not a duration, allowed is " + DURATION),
                wrong("time: { interval: true }", "time.interval: true is a flag, allowed is " + DURATION),
                wrong("time: { interval: 9ms }", "time.interval: \"9ms\" is out of range, allowed is 10ms to 1h"),
                wrong("time: { interval: 61m }", "time.interval: \"61m\" is out of range, allowed is 10ms to 1h"),
                wrong(
                        "limits: { ping-interval: 0s }",
                        "limits.ping-interval: \"0s\" is out of range, allowed is 10ms to 1h"));
    }

    private static List<Arguments> addresses() {
        String one = "an IP address such as 10.0.0.1 (neither a name nor 0.0.0.0)";
        String origin = "scheme://host or scheme://host:port such as https://example.org or https://*.example.org";
        return List.of(
                wrong(
                        "server: { host: 300.1.1.1 }",
                        "server.host: \"300.1.1.1\" is not a host, allowed is an IP address or a host name"),
                wrong(
                        "cluster: { host: localhost }",
                        "cluster.host: \"localhost\" is not the address of one interface, allowed is " + one),
                wrong(
                        "cluster: { host: 0.0.0.0 }",
                        "cluster.host: \"0.0.0.0\" is not the address of one interface, allowed is " + one),
                wrong(
                        "cluster: { members: 10.0.0.1 }",
                        "cluster.members: \"10.0.0.1\" is a text, allowed is a list of host:port"),
                wrong(
                        "cluster: { members: [a, b c] }",
                        "cluster.members: \"b c\" is not a member's address, allowed is " + MEMBER),
                wrong(
                        "cluster: { members: [\"a:x\"] }",
                        "cluster.members: \"a:x\" is not a member's address, allowed is " + MEMBER),
                wrong(
                        "cluster: { members: [\"b:70000\"] }",
                        "cluster.members: \"b:70000\" has a port out of range, allowed is " + MEMBER),
                wrong("cluster: { members: [5701] }", "cluster.members: 5701 is a number, allowed is " + MEMBER),
                wrong(
                        "server: { trusted-proxies: [proxy] }",
                        "server.trusted-proxies: \"proxy\" is not an address,"
                                + " allowed is an IP address such as 127.0.0.1 or ::1"),
                wrong(
                        "server: { allowed-origins: [\"*\"] }",
                        "server.allowed-origins: \"*\" is not an origin, allowed is " + origin),
                wrong(
                        "server: { allowed-origins: [\"https://*\"] }",
                        "server.allowed-origins: \"https://*\" is not an origin, allowed is " + origin),
                wrong(
                        "server: { allowed-origins: [\"https://*.org\"] }",
                        "server.allowed-origins: \"https://*.org\" is not an origin, allowed is " + origin),
                wrong(
                        "server: { allowed-origins: [\"https://a.*.example.org\"] }",
                        "server.allowed-origins: \"https://a.*.example.org\" is not an origin, allowed is " + origin),
                wrong(
                        "server: { allowed-origins: [example.org] }",
                        "server.allowed-origins: \"example.org\" is not an origin, allowed is " + origin),
                wrong(
                        "server: { allowed-origins: [\"https://example.org/page\"] }",
                        "server.allowed-origins: \"https://example.org/page\" is not an origin, allowed is " + origin));
    }

    private static List<Arguments> channels() {
        String namespace = " is not a namespace, allowed is 1 to 255 of A-Z a-z 0-9 . _ -";
        return List.of(
                wrong("channels: { \"a b\": {} }", "channels: \"a b\"" + namespace),
                wrong("channels: { \"a:b\": {} }", "channels: \"a:b\"" + namespace),
                wrong(
                        "channels: { x: 3 }",
                        "channels.x: 3 is a number, allowed is a mapping of"
                                + " history-size, history-bytes, history-ttl, history-meta-ttl, publish, subscribe,"
                                + " max-channels, presence, join-leave, presence-grace, subscribe-url, publish-url"),
                wrong(
                        "channels: { x: { histroy-size: 1 } }",
                        "channels.x.histroy-size: unknown key, did you mean channels.x.history-size?"),
                wrong(
                        "channels: { x: { history-size: -1 } }",
                        "channels.x.history-size: -1 is out of range, allowed is 0 to 10000000"),
                wrong(
                        "channels: { x: { publish: no } }",
                        "channels.x.publish: false is not known, allowed is server or users or subscribers or anyone"),
                wrong("channels: []", "channels: [] is a list, allowed is a mapping of namespaces"));
    }

    private static List<Arguments> together() {
        return List.of(
                wrong(
                        "management: { host: 0.0.0.0 }",
                        "management.host: 0.0.0.0 is reachable from other machines and management.api-key is empty,"
                                + " allowed is a loopback address such as 127.0.0.1, or a key"),
                wrong(
                        "server: { port: 9080 }",
                        "server.port: 9080 is taken twice, as server.port and as management.port,"
                                + " allowed is a port for each"),
                wrong(
                        "cluster: { host: 10.0.0.1 }",
                        "cluster.host: 10.0.0.1 is reachable from other machines, and whoever reaches the cluster's ports"
                                + " is trusted, allowed is a loopback address, or cluster.trusted-network: true where only"
                                + " the instances reach it, or cluster.tls"),
                wrong(
                        "cluster: { tls: { certificate: conf/echowall.yaml } }",
                        "cluster.tls.certificate: is not the whole of it, allowed are certificate, key and ca together"),
                wrong(
                        "cluster: { tls: { certificat: x } }",
                        "cluster.tls.certificat: unknown key, did you mean cluster.tls.certificate?"),
                wrong(
                        "cluster: { tls: x.pem }",
                        "cluster.tls: \"x.pem\" is a text, allowed is a mapping of certificate, key, ca"),
                wrong(
                        "cluster: { bus-port: 5701 }",
                        "cluster.bus-port: 5701 is taken twice, as cluster.port and as cluster.bus-port,"
                                + " allowed is a port for each"));
    }

    private static List<Arguments> texts() {
        return List.of(
                wrong("server: {}\nserver: {}", "line 2: the key server is there twice, allowed is once"),
                wrong("a: b: c", "line 1: is not YAML (mapping values are not allowed here), allowed is YAML"),
                wrong(
                        "a: [",
                        "line 1: is not YAML (expected the node content, but found '<stream end>'), allowed is YAML"),
                wrong("a: 1\n---\nb: 1", "line 3: something follows the end, allowed is one document"),
                wrong("node: { name: *n }", "line 1: *n is an alias, allowed is the value itself"));
    }

    @Test
    void all_that_is_wrong_is_told_at_once() throws IOException {
        Path file = file("x.yaml", """
                server: { port: 70000, prot: 1, compression: maybe }
                limits: { message-bytes: 64q }
                channels: { "a b": {}, x: { publish: no, history-size: -1 } }
                colour: red
                """);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(file, Map.of("ECHOWALL_TIME_INTERVAL", "soon")))
                .satisfies(told -> assertThat(told.lines())
                        .hasSize(9)
                        .allMatch(line -> line.startsWith(file + ": ") || line.startsWith("ECHOWALL_TIME_INTERVAL: "))
                        .extracting(line -> line.replaceFirst("^[^ ]+: ", "").replaceFirst(":.*", ""))
                        .containsExactly(
                                "server.port",
                                "server.prot",
                                "server.compression",
                                "limits.message-bytes",
                                "channels",
                                "channels.x.publish",
                                "channels.x.history-size",
                                "colour",
                                "time.interval"));
    }

    @Test
    void values_that_do_not_go_together_are_told_at_once_too() throws IOException {
        Path file = file("x.yaml", "management: { host: 0.0.0.0 }\ncluster: { host: 10.0.0.1, bus-port: 5701 }\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(file, Map.of()))
                .satisfies(told -> assertThat(told.lines()).hasSize(3));
    }

    private static Arguments wrong(String yaml, String line) {
        return Arguments.of(yaml, line);
    }
}
