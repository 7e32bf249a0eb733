package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Processes;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestNetwork;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.VerifyProcess;
import dev.echowall.testing.VerifyProcess.Report;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Three hosts, and the cable of one is pulled. Needs to be root; part of {@code -Psoak}. */
@EnabledIfSystemProperty(named = "test.partitions", matches = "[1-9].*", disabledReason = "-Psoak")
@RunsAlone
class PartitionProcessIT {
    private static final int HOSTS = 3;
    private static final int PARTITIONS = Integer.getInteger("test.partitions", 1);
    /** Until the others are missed, five seconds; then a refusal comes within five more. */
    private static final Duration REFUSED = Duration.ofSeconds(12);

    private static final Duration ROUND = Duration.ofSeconds(45);

    private final List<Process> nodes = new ArrayList<>();

    @Test
    void the_smaller_side_refuses_what_it_cannot_keep_and_comes_back_as_a_fresh_member() throws Exception {
        try (TestNetwork network = new TestNetwork(HOSTS)) {
            Path directory = Files.createDirectories(NodeProcess.HOME.resolve(
                    "target/processes/partition-" + Instant.now().toEpochMilli()));
            for (int i = 1; i <= HOSTS; i++) {
                nodes.add(start(network, directory, i));
            }
            untilWhole(network);
            String urls = IntStream.rangeClosed(1, HOSTS)
                    .mapToObj(i -> "http://" + network.address(i) + ":8080")
                    .collect(Collectors.joining(","));
            try (VerifyProcess verify = VerifyProcess.start(
                    builder -> network.on(0, builder), urls, ROUND.multipliedBy(PARTITIONS), "--rate", "100")) {
                TimeLimits.until("all are listened to", () -> others(0).allMatch(i -> connections(network, i) > 1));
                for (int round = 0; round < PARTITIONS; round++) {
                    int alone = 1 + round % HOSTS;
                    network.pull(alone);
                    Instant pulled = Instant.now();
                    TimeLimits.until("it refuses by name", REFUSED, () -> refuses(network, alone));
                    System.out.printf(
                            "host %d refused %d ms after its cable was pulled%n",
                            alone, Duration.between(pulled, Instant.now()).toMillis());
                    TimeLimits.until("the others go on", () -> others(alone).allMatch(i -> accepts(network, i)));
                    System.out.printf(
                            "the others went on %d ms after it%n",
                            Duration.between(pulled, Instant.now()).toMillis());
                    network.plug(alone);
                    assertThat(nodes.get(alone - 1)
                                    .waitFor(TimeLimits.stretched(ROUND).toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                    assertThat(nodes.get(alone - 1).exitValue()).isEqualTo(NodeProcess.START_AGAIN);
                    nodes.set(alone - 1, start(network, directory, alone));
                    untilWhole(network);
                }
                Report report = verify.report();
                System.out.println(PARTITIONS + " partitions: " + report);
                assertThat(report.findings()).isEmpty();
                assertThat(report.exitCode()).isZero();
            }
        } finally {
            nodes.forEach(Process::destroyForcibly);
        }
    }

    private static IntStream others(int alone) {
        return IntStream.rangeClosed(1, HOSTS).filter(i -> i != alone);
    }

    private static int connections(TestNetwork network, int host) {
        String answer = network.said(host, "curl", "-s", "-m", "2", "http://127.0.0.1:9080/api/info");
        return answer.isEmpty()
                ? 0
                : new JsonObject(answer).getJsonObject("result").getInteger("connections");
    }

    private static boolean refuses(TestNetwork network, int host) {
        return publish(network, host).contains("no_quorum");
    }

    private static boolean accepts(TestNetwork network, int host) {
        return publish(network, host).contains("offset");
    }

    private static String publish(TestNetwork network, int host) {
        return network.said(
                host, "curl", "-s", "-m", "6", "-d", "anyone there?", "http://127.0.0.1:8080/publish/echo:alone");
    }

    private static void untilWhole(TestNetwork network) {
        TimeLimits.until(
                "all see all",
                Duration.ofSeconds(60),
                () -> IntStream.rangeClosed(1, HOSTS).allMatch(i -> {
                    String answer = network.said(i, "curl", "-s", "-m", "2", "http://127.0.0.1:9080/health/ready");
                    return !answer.isEmpty() && new JsonObject(answer).getInteger("members") == HOSTS;
                }));
    }

    private static Process start(TestNetwork network, Path directory, int host) throws IOException {
        String members = IntStream.rangeClosed(1, HOSTS)
                .mapToObj(i -> "\"" + network.address(i) + ":5701\"")
                .collect(Collectors.joining(", "));
        Path conf = Files.writeString(
                directory.resolve("node" + host + ".yaml"), """
                node: { name: node%d }
                cluster: { name: partition, host: %s, trusted-network: true, members: [%s] }
                """.formatted(host, network.address(host), members));
        ProcessBuilder builder = NodeProcess.launcher(NodeProcess.ownJava(), "serve", "--conf", conf.toString());
        Process process = network.on(host, builder)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("node" + host + ".log").toFile()))
                .start();
        Processes.endWithThisOne(process);
        return process;
    }
}
