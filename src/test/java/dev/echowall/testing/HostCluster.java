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
 * Instances on the hosts of a test network, one on each. Those that exit with 75 or 3 are restarted, as bin/echowall
 * and supervisors do; any other exit that the test did not cause is an error. For the test's own thread.
 */
public final class HostCluster implements AutoCloseable {
    private static final int OUT_OF_MEMORY = 3;
    /** The delay of bin/echowall. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration ASK = Duration.ofMillis(250);
    /** Sets the clocks of single processes; the path on Debian. */
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    /** Additional JVM options for each instance. */
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

        @Nullable
        Instant started;

        boolean killed;

        Host(int number) {
            this.number = number;
        }
    }

    /**
     * Starts one on each host, and returns when all see each other.
     *
     * @param clocks whether their clocks can be set
     */
    public static HostCluster start(TestNetwork network, int hosts, boolean clocks) throws IOException {
        return start(network, hosts, clocks, "");
    }

    /** The same with more configuration for each, in YAML; its top-level keys must not be node or cluster. */
    public static HostCluster start(TestNetwork network, int hosts, boolean clocks, String more) throws IOException {
        HostCluster cluster = new HostCluster(network, hosts, clocks, more);
        try {
            cluster.all.forEach(cluster::start);
            cluster.awaitWhole(NodeProcess.START);
            return cluster;
        } catch (Throwable failed) {
            cluster.close();
            throw failed;
        }
    }

    private HostCluster(TestNetwork network, int hosts, boolean clocks, String more) throws IOException {
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
                    %s
                    """.formatted(i, network.address(i), members(), more));
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
            // Elapsed time is never changed. With libfaketime's "monotonic fix" each wait of the JVM would end at once.
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
        host.started = Instant.now();
        host.ended = null;
        host.killed = false;
        Processes.endWithThisOne(host.process);
    }

    /** Its log, one JSON object per line, including earlier runs. */
    public Path log(int host) {
        return directory.resolve("node" + host + ".log");
    }

    /** The directory of logs and configurations. */
    public Path directory() {
        return directory;
    }

    /** The host's public address and port. */
    public String server(int host) {
        return network.address(host) + ":8080";
    }

    /** The public addresses, separated by commas. */
    public String urls() {
        return IntStream.rangeClosed(1, hosts)
                .mapToObj(i -> "http://" + server(i))
                .collect(Collectors.joining(","));
    }

    /** SIGKILL; does nothing if it is down. It stays down until {@link #startThoseThatAreDown}. */
    public void kill9(int number) {
        Host host = host(number);
        if (host.process != null && host.process.isAlive()) {
            host.killed = true;
            host.process.destroyForcibly().onExit().join();
        }
    }

    /** SIGTERM; returns when it has ended. It stays down likewise. */
    public void terminate(int number) {
        Host host = host(number);
        if (host.process != null && host.process.isAlive()) {
            host.killed = true;
            signal(number, "TERM");
            int code = host.process.onExit().join().exitValue();
            if (code != 0) {
                throw new AssertionError("node" + number + " ended with code " + code + "; see " + directory);
            }
        }
    }

    /** When its present run was started. */
    public Instant started(int number) {
        Instant started = host(number).started;
        return started == null ? Instant.MIN : started;
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

    /** From now on the host's clock is wrong by this many seconds. */
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

    /** Waits for this time, and restarts instances that must be restarted. */
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

    /** Returns when each is ready, has a quorum, and sees all others. */
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

    /** The body, and the status in a line of its own; empty if there is no answer. */
    private String readiness(int number) {
        return network.said(
                number, "curl", "-s", "-m", "2", "-w", "\n%{http_code}", "http://127.0.0.1:9080/health/ready");
    }

    /** The next tick that a client of the host receives; or what was received instead, or why nothing was. */
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
        // Longer than the server takes to report that the cluster does not answer.
        return network.said(0, "sh", "-c", "curl -s -m 7 '" + url + "' || echo curl ended with $?");
    }

    /** Whether {@link #setClock} is possible on this machine. */
    public static boolean hasClocks() {
        return Files.exists(FAKETIME);
    }

    /** How many publications to channels of the namespace all instances have accepted since they were started. */
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
