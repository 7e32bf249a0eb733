package dev.echowall.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One instance in a process of its own: {@code target/echowall.jar}, started by {@code bin/echowall} with a generated
 * configuration file, on the Java that runs the tests. For the test's own thread.
 */
public final class NodeProcess implements AutoCloseable {
    /** The project's directory, in which Maven runs the tests. */
    public static final Path HOME = Path.of("").toAbsolutePath();

    /**
     * Instances live for seconds, several at a time on two cores: the second compiler's result would come too late, and
     * it would compete with the code under test. The property sets other options for longer runs.
     */
    private static final String JVM = System.getProperty("test.jvm", "-Xmx384m -XX:TieredStopAtLevel=1");

    public static final int START_AGAIN = 75;

    static final Duration START = Duration.ofSeconds(60);
    private static final int TAIL_LINES = 60;

    private final String name;
    private final Ports ports;
    private final Path directory;
    private final Path conf;
    private String java = ownJava();
    private String jvm = JVM;
    private Start start = Start.LAUNCHER;
    /** What its command begins with. */
    private List<String> prefix = List.of();

    private @Nullable Process process;
    private TestHttpClient http;
    private TestHttpClient management;

    /** How it is started. */
    public enum Start {
        /** By {@code bin/echowall}, which is replaced by the JVM. */
        LAUNCHER,
        /** By {@code bin/echowall}, which stays to restart it; signals go to the script. */
        WATCHED,
        /** By {@code java -jar}, without the launcher's flags. */
        BARE
    }

    /** The ports of one instance. */
    public record Ports(int http, int management, int cluster, int bus) {
        static Ports free() {
            return new Ports(FreePorts.take(), FreePorts.take(), FreePorts.take(), FreePorts.take());
        }
    }

    private NodeProcess(String name, Ports ports, Path directory, Path conf) {
        this.name = name;
        this.ports = ports;
        this.directory = directory;
        this.conf = conf;
        this.http = new TestHttpClient(ports.http());
        this.management = new TestHttpClient(ports.management());
    }

    /** This many instances, ready, each seeing all others. */
    public static NodeCluster cluster(int size) {
        return cluster(size, "");
    }

    /**
     * The same with more configuration for each, in YAML; its top-level keys must not be node, server, management or
     * cluster.
     */
    public static NodeCluster cluster(int size, String more) {
        return cluster(size, name -> more);
    }

    /** The same with what differs between them, for each by its name. */
    public static NodeCluster cluster(int size, UnaryOperator<String> more) {
        return NodeCluster.start(size, more);
    }

    /** A single instance, ready; with more configuration likewise. */
    public static NodeProcess single(String more) {
        NodeProcess node = of("node1", Ports.free(), List.of(), more);
        node.start();
        node.awaitReady(1);
        return node;
    }

    /** The same, started in another way and with these JVM options. */
    public static NodeProcess single(Start start, String jvm, String more) {
        NodeProcess node = of("node1", Ports.free(), List.of(), more);
        node.start = start;
        node.jvm = jvm;
        node.start();
        node.awaitReady(1);
        return node;
    }

    /** The same with more under {@code server}, in YAML. */
    public static NodeProcess withServer(String more) {
        NodeProcess node = of("node1", Ports.free(), List.of(), "", more);
        node.start();
        node.awaitReady(1);
        return node;
    }

    /** The same where this disk is seen. */
    public static NodeProcess single(SmallDisk disk, String more) {
        NodeProcess node = of("node1", Ports.free(), List.of(), more);
        node.prefix = disk.prefix();
        node.start();
        node.awaitReady(1);
        return node;
    }

    /** The same on another Java. */
    public static NodeProcess single(Path java) {
        NodeProcess node = of("node1", Ports.free(), List.of(), "");
        node.java = java.toString();
        node.start();
        node.awaitReady(1);
        return node;
    }

    static NodeProcess of(String name, Ports ports, List<Ports> members, String more) {
        return of(name, ports, members, more, "native-transport: auto");
    }

    private static NodeProcess of(String name, Ports ports, List<Ports> members, String more, String server) {
        Path directory = HOME.resolve("target/processes/" + name + "-" + ports.http());
        String all = members.stream()
                .map(each -> "\"127.0.0.1:" + each.cluster() + "\"")
                .collect(Collectors.joining(", "));
        String text = """
                node: { name: %s }
                server: { host: 127.0.0.1, port: %d, %s }
                management: { port: %d }
                cluster: { name: test-%d, port: %d, bus-port: %d, members: [%s] }
                %s
                """.formatted(
                        name,
                        ports.http(),
                        server,
                        ports.management(),
                        members.isEmpty() ? ports.cluster() : members.get(0).cluster(),
                        ports.cluster(),
                        ports.bus(),
                        all,
                        more);
        try {
            Files.createDirectories(directory);
            Path conf = Files.writeString(directory.resolve(name + ".yaml"), text);
            return new NodeProcess(name, ports, directory, conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, or restarts it with the same file, ports and logs. Does not wait. */
    public void start() {
        if (isRunning()) {
            throw new IllegalStateException(name + " is running");
        }
        ClassArchive.prepare();
        ProcessBuilder builder = start == Start.BARE ? bare() : launcher(java, "serve", "--conf", conf.toString());
        builder.command().addAll(0, prefix);
        builder.environment().put("ECHOWALL_JAVA_OPTS", jvm);
        if (start != Start.LAUNCHER) {
            builder.environment().remove("ECHOWALL_EXEC");
        }
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(out().toFile()));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(err().toFile()));
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Processes.endWithThisOne(started);
        process = started;
        http = new TestHttpClient(ports.http());
        management = new TestHttpClient(ports.management());
    }

    private ProcessBuilder bare() {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(List.of(jvm.split(" ")));
        command.addAll(
                List.of("-jar", HOME.resolve("target/echowall.jar").toString(), "serve", "--conf", conf.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(HOME.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ECHOWALL_"));
        return builder;
    }

    /** The Java that runs the tests. */
    public static String ownJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The command {@code bin/echowall …}, without those variables of this environment that it would read. */
    public static ProcessBuilder launcher(String java, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/echowall").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(HOME.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ECHOWALL_"));
        builder.environment().put("ECHOWALL_JAVA", java);
        builder.environment().put("ECHOWALL_JAVA_OPTS", JVM);
        // The JVM itself, so that signals to this pid reach the instance.
        builder.environment().put("ECHOWALL_EXEC", "1");
        return builder;
    }

    /** Returns when it reports that it is ready, has a quorum, and sees this many members. */
    public void awaitReady(int members) {
        try {
            TimeLimits.until(name + " ready among " + members, START, () -> {
                if (!isRunning()) {
                    throw new AssertionError(
                            name + " ended with code " + process().exitValue());
                }
                return seesAll(members);
            });
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + "\n" + logTail(), late);
        }
    }

    /** Whether it has exited in order to be restarted as a new member. */
    boolean asksToStartAgain() {
        return !isRunning() && process().exitValue() == START_AGAIN;
    }

    /** Whether it is ready, has a quorum, and sees this many members. */
    public boolean seesAll(int members) {
        return management
                .find("/health/ready")
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> new JsonObject(answer.body()))
                .filter(condition -> condition.getInteger("members") == members && condition.getBoolean("quorum"))
                .isPresent();
    }

    public String name() {
        return name;
    }

    public Ports ports() {
        return ports;
    }

    public long pid() {
        return process().pid();
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The public port. */
    public TestHttpClient http() {
        return http;
    }

    /** Health, metrics and the server API. */
    public TestHttpClient management() {
        return management;
    }

    public String url(String path) {
        return http.url(path);
    }

    /** The URL of a WebSocket on this instance. */
    public String ws(String path) {
        return "ws://127.0.0.1:" + ports.http() + path;
    }

    public void kill9() {
        process().destroyForcibly();
        exitCode();
    }

    public void sigterm() {
        signal("TERM");
    }

    /** SIGSTOP: the process is stopped, its connections stay open. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        Processes.signal(pid(), signal);
    }

    /** Waits until it exits. */
    public int exitCode() {
        try {
            Duration limit = TimeLimits.stretched(Duration.ofSeconds(60));
            if (!process().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " did not end within " + limit + "\n" + logTail());
            }
            return process().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Process process() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    public Path conf() {
        return conf;
    }

    /** Its standard output, including earlier runs: the log, one JSON object per line. */
    public Path out() {
        return directory.resolve(name + ".log");
    }

    /** The lines of its log, including earlier runs, without messages of the JVM itself. */
    public List<JsonObject> log() {
        try {
            return Files.readAllLines(out()).stream()
                    .filter(line -> line.startsWith("{"))
                    .map(JsonObject::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its standard error. */
    public Path err() {
        return directory.resolve(name + ".err");
    }

    /** The end of both, for a failed test. */
    public String logTail() {
        return "--- " + out() + "\n" + tail(out()) + "\n--- " + err() + "\n" + tail(err());
    }

    private static String tail(Path file) {
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Kills it if it is still running; its logs stay in target until the next build. */
    @Override
    public void close() {
        kill9();
    }
}
