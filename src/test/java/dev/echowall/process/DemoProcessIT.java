package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.DemoPorts;
import dev.echowall.testing.FreePorts;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Processes;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The demo, from its first word to Ctrl-C. Its instances have fixed ports: with one of them taken it cannot be tried. */
class DemoProcessIT {
    private static final Pattern NODE = Pattern.compile("node(\\d) +pid (\\d+) +(http://localhost:\\d+)");
    private static final Duration START = Duration.ofSeconds(90);

    @RegisterExtension
    final DemoPorts ports = new DemoPorts();

    private final int port = FreePorts.take();
    private final TestHttpClient http = new TestHttpClient(port);
    private final Path output = NodeProcess.HOME.resolve("target/processes/demo-" + port + ".log");
    private @Nullable Process started;

    @BeforeEach
    void look() {
        RequiredTool.program("nginx");
    }

    private Process start(int nodes, Path... firstOnThePath) throws IOException {
        Files.createDirectories(output.getParent());
        ProcessBuilder builder = Processes.inTerminal(
                        NodeProcess.HOME.resolve("bin/demo").toString(),
                        "--nodes",
                        Integer.toString(nodes),
                        "--port",
                        Integer.toString(port),
                        "-y")
                .directory(NodeProcess.HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        for (Path each : firstOnThePath) {
            builder.environment().merge("PATH", each.toString(), (path, first) -> first + File.pathSeparator + path);
        }
        Process demo = builder.start();
        Processes.endWithThisOne(demo);
        started = demo;
        return demo;
    }

    private void awaitStart(Process demo) {
        TimeLimits.until("it says how to stop it", START, () -> {
            if (!demo.isAlive()) {
                throw new AssertionError("the demo ended with " + demo.exitValue() + "\n" + text());
            }
            return text().contains("Ctrl-C");
        });
    }

    @AfterEach
    void stop() {
        if (started != null && started.isAlive()) {
            System.out.println(text());
            started.descendants().forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly();
        }
    }

    @Test
    void it_says_what_there_is_survives_the_kill_of_an_instance_and_ctrl_c_leaves_nothing_behind() throws Exception {
        Process demo = start(3);
        awaitStart(demo);
        List<Matcher> nodes =
                text().lines().map(NODE::matcher).filter(Matcher::find).toList();
        assertThat(nodes).hasSize(3);
        assertThat(text())
                .contains(
                        "http://localhost:" + port,
                        "/publish/echo",
                        "kill -9 " + nodes.get(1).group(2));
        List<ProcessHandle> processes = Stream.concat(
                        demo.descendants(),
                        nodes.stream()
                                .map(node -> Long.parseLong(node.group(2)))
                                .flatMap(pid -> ProcessHandle.of(pid).stream()))
                .distinct()
                .toList();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(4);

        assertThat(accepts(port)).isTrue();
        assertThat(accepts("127.0.0.2", port))
                .as("at other addresses than localhost")
                .isFalse();

        long second = Long.parseLong(nodes.get(1).group(2));
        Processes.signal(second, "KILL");
        TimeLimits.until("the demo says so", () -> text().contains("was killed"));
        assertThat(http.post("/publish/echo", "text/plain", "still here?").statusCode())
                .isEqualTo(200);
        assertThat(demo.isAlive()).isTrue();

        // As the terminal does it: to the whole process group in front.
        Processes.signal(-demo.pid(), "INT");
        assertThat(demo.waitFor(TimeLimits.stretched(Duration.ofSeconds(45)).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(demo.exitValue()).isZero();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(accepts(port)).isFalse();
    }

    @Test
    void instances_are_stopped_when_nginx_does_not_start(@TempDir Path directory) throws Exception {
        Path broken = Files.writeString(directory.resolve("nginx"), "#!/bin/sh\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        Process demo = start(1, directory);

        assertThat(demo.waitFor(TimeLimits.stretched(START).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(text()).contains("nginx did not start", "Stopping: the instances are closing their connections");
        assertThat(demo.exitValue()).isEqualTo(1);
        assertThat(accepts(9081)).isFalse();
    }

    private String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean accepts(int port) {
        return accepts("127.0.0.1", port);
    }

    private static boolean accepts(String host, int port) {
        try (Socket socket = new Socket(host, port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
