package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of a wrong variable. */
class ConfigEnvironmentFaultsTest extends ConfigFixture {
    @Test
    void a_wrong_value_in_the_file_is_told_even_when_a_variable_wins_over_it() throws IOException {
        Path file = file("x.yaml", "server: { port: 70000 }");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(file, Map.of("ECHOWALL_SERVER_PORT", "80")))
                .withMessage(file + ": server.port: 70000 is out of range, allowed is 0 to 65535");
    }

    @ParameterizedTest
    @MethodSource
    void a_wrong_variable_is_told_by_its_name(String variable, String text, String line) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(null, Map.of(variable, text)))
                .withMessage(variable + ": " + line);
    }

    static Stream<Arguments> a_wrong_variable_is_told_by_its_name() {
        return Stream.of(
                Arguments.of(
                        "ECHOWALL_SERVER_PORT", "70000", "server.port: 70000 is out of range, allowed is 0 to 65535"),
                Arguments.of(
                        "ECHOWALL_SERVER_PORT",
                        "tcp://10.0.0.1:80",
                        "server.port: \"tcp://10.0.0.1:80\" is a text, allowed is a whole number from 0 to 65535"),
                Arguments.of(
                        "ECHOWALL_SERVER_COMPRESSION",
                        "1",
                        "server.compression: \"1\" is a text, allowed is true or false"),
                Arguments.of(
                        "ECHOWALL_TIME_INTERVAL",
                        "1",
                        "time.interval: \"1\" is not a duration, allowed is " + ConfigFaultsTest.DURATION),
                Arguments.of(
                        "ECHOWALL_CLUSTER_MEMBERS",
                        "a,b:0",
                        "cluster.members: \"b:0\" has a port out of range, allowed is " + ConfigFaultsTest.MEMBER),
                Arguments.of(
                        "ECHOWALL_CLUSTER_MEMBERS",
                        "[a, {]",
                        "cluster.members: line 1: is not YAML (expected the node content, but found ']'), allowed is YAML"),
                Arguments.of(
                        "ECHOWALL_CHANNELS_ECHO_PUBLISH",
                        "all",
                        "channels.echo.publish: \"all\" is not known, allowed is server or users or subscribers or anyone"));
    }

    @Test
    void a_variable_that_could_mean_two_namespaces_is_refused() throws IOException {
        Path file = file("x.yaml", "channels: { a-b: {}, a.b: {} }");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(file, Map.of("ECHOWALL_CHANNELS_A_B_PUBLISH", "anyone")))
                .withMessage("ECHOWALL_CHANNELS_A_B_PUBLISH: could mean a-b or a.b, allowed is to say it in the file");
    }
}
