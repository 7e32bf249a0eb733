package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestWebSocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The jar on other versions of Java than the one that runs the tests: those in the system property {@code test.jdks}, with
 * commas, or what is in Debian's place for them.
 */
@RunsAlone
class OtherJavaProcessIT {
    private static final Path DEBIAN = Path.of("/usr/lib/jvm");
    private static final int FROM = 21;

    @TestFactory
    Stream<DynamicTest> starts_talks_and_stops_without_a_warning() throws IOException {
        return others().stream()
                .map(home ->
                        DynamicTest.dynamicTest(home.getFileName().toString(), () -> starts_talks_and_stops(home)));
    }

    @Test
    void there_is_another_java_to_try() throws IOException {
        if (others().isEmpty()) {
            throw RequiredTool.missing("no JDK of version " + FROM + " or newer is installed");
        }
        assertThat(others())
                .allSatisfy(home -> assertThat(home.resolve("bin/java")).isExecutable());
    }

    private static void starts_talks_and_stops(Path home) throws IOException {
        try (NodeProcess node = NodeProcess.single(home.resolve("bin/java"));
                TestWebSocketClient client = TestWebSocketClient.connect(node.ws("/ws"))) {
            // A tick says that it is subscribed, so what follows is heard.
            client.awaitMessages(1);
            client.say("你好");
            client.awaitText("你好");
            node.http().post("/publish/echo", "text/plain", "hello");
            client.awaitText("hello");
            node.sigterm();
            assertThat(client.closed().code()).isEqualTo(1012);
            assertThat(node.exitCode()).isZero();
            assertThat(Files.readString(node.err())).isEmpty();
            assertThat(Files.readString(node.out())).doesNotContain("\"level\":\"WARN\"", "\"level\":\"ERROR\"");
        }
    }

    private static List<Path> others() throws IOException {
        String given = System.getProperty("test.jdks", "");
        List<Path> homes = given.isEmpty()
                ? installed()
                : Stream.of(given.split(",")).map(Path::of).toList();
        return homes.stream().filter(home -> version(home) >= FROM).sorted().toList();
    }

    private static List<Path> installed() throws IOException {
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(DEBIAN)) {
            // Links are other names of what is there anyway.
            return homes.filter(home -> !Files.isSymbolicLink(home)).toList();
        }
    }

    /* The first number of JAVA_VERSION="25.0.1" in its release file. */
    private static int version(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("^JAVA_VERSION=\"?([0-9]+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException none) {
            return 0;
        }
    }
}
