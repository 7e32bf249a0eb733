package dev.echowall.testing;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Instances on the hosts of a network, one each. Those that end with 75 or 3 are started again, as bin/echowall and who
 * supervises it do; any other end that the test did not bring about is a fault. For the test's own thread.
 */
public final class HostCluster implements AutoCloseable {
    private static final int OUT_OF_MEMORY = 3;
    /** What bin/echowall waits. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration ASK = Duration.ofMillis(250);
    /** For the clocks of single processes; where Debian has it. */
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    /** More options for the JVM of each instance, beside those of all instances in tests. */
    private static final String JVM = System.getProperty("test.hosts.jvm", "");

    private final TestNetwork network;
    private final int hosts;
    private final boolean clocks;
    private final Path directory;
    private final List<Host> all = new ArrayList<>();

    private static final class Host {
        final int number;

        @Nullable
        Process process;

        @Nullable
        Instant ended;

        boolean killed;

        Host(int number) {
            this.number = number;
        }
    }

    /**
     * Starts one on each host, and returns when all see all.
     *
     * @param clocks whether their clocks can be set
     */
    public static HostCluster start(TestNetwork network, int hosts, boolean clocks) throws IOException {
        HostCluster cluster = new HostCluster(network, hosts, clocks);
        try {
            cluster.all.forEach(cluster::start);
            cluster.awaitWhole(NodeProcess.START);
            return cluster;
        } catch (Throwable failed) {
            cluster.close();
            throw failed;
        }
    }

    private HostCluster(TestNetwork network, int hosts, boolean clocks) throws IOException {
        this.network = network;
        this.hosts = hosts;
        this.clocks = clocks;
        RequiredTool.program("curl");
        if (clocks && !hasClocks()) {
            throw RequiredTool.missing("libfaketime is not installed");
        }
        this.directory = Files.createDirectories(NodeProcess.HOME.resolve(
                "target/processes/hosts-" + Instant.now().toEpochMilli()));
        for (int i = 1; i <= hosts; i++) {
            Host host = new Host(i);
            all.add(host);
            setClock(i, 0);
            Files.writeString(conf(host), """
                    node: { name: node%d }
                    cluster: { name: hosts, host: %s, trusted-network: true, members: [%s] }
                    """.formatted(i, network.address(i), members()));
        }
    }

    private String members() {
        return IntStream.rangeClosed(1, hosts)
                .mapToObj(i -> "\"" + network.address(i) + ":5701\"")
                .collect(Collectors.joining(", "));
    }

    private Path conf(Host host) {
        return directory.resolve("node" + host.number + ".yaml");
    }

    private void start(Host host) {
        ClassArchive.prepare();
        ProcessBuilder builder = NodeProcess.launcher(
                NodeProcess.ownJava(), "serve", "--conf", conf(host).toString());
        builder.environment().merge("ECHOWALL_JAVA_OPTS", JVM, (own, more) -> own + " " + more);
        if (clocks) {
            // The time that passes is never touched. With its "monotonic fix" each wait of the JVM would end at once.
            builder.environment()
                    .putAll(Map.of(
                            "LD_PRELOAD", FAKETIME.toString(),
                            "FAKETIME_TIMESTAMP_FILE", clock(host.number).toString(),
                            "FAKETIME_NO_CACHE", "1",
                            "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                            "DONT_FAKE_MONOTONIC", "1"));
        }
        try {
            host.process = network.on(host.number, builder)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(log(host.number).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host.ended = null;
        host.killed = false;
        Processes.endWithThisOne(host.process);
    }

    /** Its log, a JSON object a line, of all of its lives. */
    public Path log(int host) {
        return directory.resolve("node" + host + ".log");
    }

    /** Where logs and configuration are. */
    public Path directory() {
        return directory;
    }

    /** The host's public address and port. */
    public String server(int host) {
        return network.address(host) + ":8080";
    }

    /** The public addresses, with commas. */
    public String urls() {
        return IntStream.rangeClosed(1, hosts)
                .mapToObj(i -> "http://" + server(i))
                .collect(Collectors.joining(","));
    }

    /** SIGKILL; nothing where it is down. It stays down until {@link #startThoseThatAreDown}. */
    public void kill9(int number) {
        Host host = host(number);
        if (host.process != null && host.process.isAlive()) {
            host.killed = true;
            host.process.destroyForcibly().onExit().join();
        }
    }

    public void pause(int number) {
        signal(number, "STOP");
    }

    public void resume(int number) {
        signal(number, "CONT");
    }

    private void signal(int number, String signal) {
        Process process = host(number).process;
        if (process != null && process.isAlive()) {
            Processes.signal(process.pid(), signal);
        }
    }

    /** From now on the host's clock goes so many seconds wrong. */
    public void setClock(int number, int seconds) {
        try {
            Path draft = Files.writeString(directory.resolve("clock.draft"), "%+d\n".formatted(seconds));
            Files.move(draft, clock(number), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path clock(int number) {
        return directory.resolve("node" + number + ".clock");
    }

    private Host host(int number) {
        return all.get(number - 1);
    }

    public void startThoseThatAreDown() {
        all.stream().filter(host -> host.killed).forEach(this::start);
    }

    /** Waits that long, and meanwhile starts again who asks for it. */
    public void attend(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            attend();
            LockSupport.parkNanos(Math.min(LOOK.toNanos(), Math.max(1, end - System.nanoTime())));
        }
    }

    private void attend() {
        for (Host host : all) {
            if (host.killed || host.process == null || host.process.isAlive()) {
                continue;
            }
            int code = host.process.exitValue();
            if (code != NodeProcess.START_AGAIN && code != OUT_OF_MEMORY) {
                throw new AssertionError("node" + host.number + " ended with code " + code + "; see " + directory);
            }
            if (host.ended == null) {
                host.ended = Instant.now();
            } else if (host.ended.plus(PAUSE).isBefore(Instant.now())) {
                start(host);
            }
        }
    }

    /** Returns when each is ready, with a quorum, and sees all. */
    public void awaitWhole(Duration limit) {
        long deadline = System.nanoTime() + TimeLimits.stretched(limit).toNanos();
        while (!all.stream().allMatch(host -> ready(host.number))) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not whole within " + limit + "; see " + directory + "\n"
                        + all.stream().map(host -> readiness(host.number)).toList());
            }
            attend(ASK);
        }
    }

    private boolean ready(int number) {
        String answer = readiness(number);
        int end = answer.lastIndexOf('\n');
        if (end < 0 || !answer.substring(end + 1).equals("200")) {
            return false;
        }
        try {
            JsonObject condition = new JsonObject(answer.substring(0, end));
            return condition.getInteger("members") == hosts && condition.getBoolean("quorum");
        } catch (DecodeException e) {
            return false;
        }
    }

    /** The body, and the status in a line of its own; empty when there is no answer. */
    private String readiness(int number) {
        return network.said(
                number, "curl", "-s", "-m", "2", "-w", "\n%{http_code}", "http://127.0.0.1:9080/health/ready");
    }

    /** The next tick that the host's clients are given; whatever else is said, or why nothing is, when none comes. */
    public String nextTick(int number) {
        String time = "http://" + server(number) + "/poll/time";
        String said = asked(time);
        try {
            JsonObject now = new JsonObject(said);
            said = asked(time + "?wait=3s&after=" + now.getString("epoch") + ":" + now.getLong("offset"));
            JsonArray ticks = new JsonObject(said).getJsonArray("publications", new JsonArray());
            return ticks.isEmpty() ? said : ticks.getJsonObject(0).getString("data");
        } catch (DecodeException noAnswer) {
            return said;
        }
    }

    private String asked(String url) {
        // Longer than the server takes to say that it has no answer.
        return network.said(0, "sh", "-c", "curl -s -m 7 '" + url + "' || echo curl ended with $?");
    }

    /** Whether {@link #setClock} is possible here. */
    public static boolean hasClocks() {
        return Files.exists(FAKETIME);
    }

    /** How many publications to channels of the namespace all of them have accepted in their present lives. */
    public double accepted(String namespace) {
        String metric = "echowall_publications_total{namespace=\"" + namespace + "\"";
        return all.stream()
                .flatMap(host -> network.said(host.number, "curl", "-s", "-m", "2", "http://127.0.0.1:9080/metrics")
                        .lines())
                .filter(line -> line.startsWith(metric))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Override
    public void close() {
        for (Host host : all) {
            if (host.process != null) {
                host.process.destroyForcibly();
            }
        }
    }
}
