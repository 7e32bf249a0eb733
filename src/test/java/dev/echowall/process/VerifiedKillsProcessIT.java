package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Patience;
import dev.echowall.testing.RunningWall;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code kill -9} of one instance after the other at random moments, under load, with subscribers on every transport
 * behind nginx, and {@code echowall verify} as the judge. {@code -Dtest.kills=1000} for a night's worth.
 */
class VerifiedKillsProcessIT {
    private static final int KILLS = Integer.getInteger("test.kills", 20);

    private static final String RATE = System.getProperty("test.rate", "2000");

    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    /** For one round: the random pause, the death, and the way back into the cluster. */
    private static final Duration ROUND = Duration.ofSeconds(9);

    private static final int LONGEST_PAUSE_MILLIS = 1_500;
    /** As long as a publisher waits at most before it is told that there is no answer. */
    private static final Duration STALL_LIMIT = Duration.ofSeconds(5);

    @RegisterExtension
    static final RunningWall wall = new RunningWall();

    @Test
    void nothing_acknowledged_is_lost_or_comes_twice_or_out_of_order_whoever_is_killed() throws Exception {
        System.out.println("test.seed=" + SEED);
        Random random = new Random(SEED);
        Path out = Files.createTempFile(Path.of("target"), "verify", ".json");
        Process verify = verify(out);
        try {
            Instant end = Instant.now().plus(ROUND.multipliedBy(KILLS));
            int kills = 0;
            while (kills < KILLS && Instant.now().isBefore(end) && verify.isAlive()) {
                // The moment is what is random here; there is nothing to wait for.
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)).toNanos());
                NodeProcess victim =
                        wall.node(random.nextInt(wall.cluster().nodes().size()));
                victim.kill9();
                kills++;
                wall.cluster().makeWhole();
            }
            assertThat(verify.waitFor(
                            Patience.stretched(ROUND.multipliedBy(KILLS + 20)).toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            judge(verify.exitValue(), kills, new JsonObject(Files.readString(out, StandardCharsets.UTF_8)));
        } finally {
            verify.destroyForcibly();
        }
    }

    private static Process verify(Path out) throws IOException {
        ProcessBuilder builder = NodeProcess.launcher(
                NodeProcess.ownJava(),
                "verify",
                "--json",
                "--quiet",
                "--url",
                wall.nginx().url(""),
                "--duration",
                ROUND.multipliedBy(KILLS).toSeconds() + "s",
                "--rate",
                RATE,
                "--channels",
                "20",
                "--subscribers",
                "60");
        return builder.redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void judge(int exitCode, int kills, JsonObject report) {
        System.out.printf(
                "%d kills: %s acknowledged at %s/s, longest stall %s, longest silence %s, %d resumed, %s%n",
                kills,
                report.getJsonObject("publish").getValue("count"),
                report.getJsonObject("publish").getValue("per_second"),
                report.getJsonObject("longest_stall"),
                report.getJsonObject("longest_silence"),
                report.getLong("resumed"),
                report.getJsonObject("anomalies"));
        assertThat(report.getJsonArray("findings")).isEmpty();
        assertThat(exitCode).isZero();
        // How many there is time for depends on how long the way back takes on this machine.
        assertThat(kills).isGreaterThanOrEqualTo(KILLS / 4);
        assertThat(report.getLong("resumed")).isPositive();
        assertThat(report.getJsonObject("longest_stall").getLong("ms"))
                .isLessThan(Patience.stretched(STALL_LIMIT).toMillis());
    }
}
