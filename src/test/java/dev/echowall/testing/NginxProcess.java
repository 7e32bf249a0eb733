package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** nginx with the project's configuration, in front of these instances. For the test's own thread. */
public final class NginxProcess implements AutoCloseable {
    private final Path program = RequiredTool.program("nginx");
    private final int port = FreePorts.take();
    private final Path directory = NodeProcess.HOME.resolve("target/processes/nginx-" + port);
    private final Process process;
    private final TestHttpClient http = new TestHttpClient(port);

    /** @param texts the files of its configuration, by name */
    private NginxProcess(Map<String, String> texts, List<Integer> nodes) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, String> each : texts.entrySet()) {
            Files.writeString(directory.resolve(each.getKey()), adapted(each.getValue(), nodes));
        }
        process = command().start();
        Processes.endWithThisOne(process);
        TimeLimits.until("nginx answers", Duration.ofSeconds(10), () -> {
            if (!process.isAlive()) {
                throw new AssertionError("nginx ended: " + log());
            }
            return http.status("/") != 0;
        });
    }

    /** Returns when it answers. Skips the test if nginx is not installed. */
    public static NginxProcess before(List<NodeProcess> nodes) {
        return beforePorts(nodes.stream().map(each -> each.ports().http()).toArray(Integer[]::new));
    }

    /** The same, in front of servers on these ports. */
    public static NginxProcess beforePorts(Integer... ports) {
        try {
            Map<String, String> texts = new HashMap<>();
            for (String file : List.of("nginx.conf", "echowall.conf")) {
                texts.put(
                        file, Files.readString(NodeProcess.HOME.resolve("nginx").resolve(file)));
            }
            return new NginxProcess(texts, List.of(ports));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * With another configuration in one file, in which 8081 and so on are replaced by these ports, and 8080 by its own.
     */
    public static NginxProcess of(String configuration, Integer... ports) {
        // Otherwise it would run in the background and keep its files where the system's nginx does.
        String alone = "daemon off;\npid nginx.pid;\nerror_log error.log;\n" + configuration;
        try {
            return new NginxProcess(Map.of("nginx.conf", alone), List.of(ports));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /* The unmodified files, except for the port and the instances, at most three. */
    private String adapted(String text, List<Integer> nodes) {
        String adapted = text.replaceFirst("listen (127\\.0\\.0\\.1:)?8080;", "listen 127.0.0.1:" + port + ";");
        for (int i = 0; i < 3; i++) {
            String server = "server 127\\.0\\.0\\.1:808" + (i + 1) + "(?=[ ;])";
            adapted = i < nodes.size()
                    ? adapted.replaceAll(server, "server 127.0.0.1:" + nodes.get(i))
                    : adapted.replaceAll(server, "# $0");
        }
        return adapted;
    }

    private ProcessBuilder command(String... more) {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-p", directory.toString(), "-c", "nginx.conf");
        builder.command().addAll(List.of(more));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.log").toFile()));
    }

    /** {@code nginx -s reload}: starts new workers; the old ones keep their connections. */
    public void reload() {
        try {
            int code = command("-s", "reload").start().waitFor();
            if (code != 0) {
                throw new AssertionError("nginx -s reload failed: " + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    public TestHttpClient http() {
        return http;
    }

    public String url(String path) {
        return http.url(path);
    }

    public String ws(String path) {
        return "ws://127.0.0.1:" + port + path;
    }

    /** Its error log. */
    public String log() {
        try {
            StringBuilder all = new StringBuilder();
            for (String file : List.of("output.log", "error.log")) {
                if (Files.exists(directory.resolve(file))) {
                    all.append(Files.readString(directory.resolve(file)));
                }
            }
            return all.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        // Including its workers, which a SIGKILL of the master would leave behind.
        process.children().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
        process.children().forEach(ProcessHandle::destroyForcibly);
    }
}
