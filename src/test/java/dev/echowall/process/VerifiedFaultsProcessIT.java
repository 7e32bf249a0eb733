package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.LiveHeap;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.VerifyProcess;
import dev.echowall.testing.VerifyProcess.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three instances behind nginx under load, with subscribers on every transport, and {@code echowall verify} as the judge
 * of what happens when instances die, stop or stand still. How much of it is a matter of properties: {@code -Psoak} has a
 * night's worth.
 */
@RunsAlone
class VerifiedFaultsProcessIT {
    private static final int KILLS = Integer.getInteger("test.kills", 2);
    private static final int RESTARTS = Integer.getInteger("test.restarts", 1);
    /** Leaves room on two slow cores, so that a stall is the cluster's; what full ones do is for -Psoak. */
    private static final String RATE = System.getProperty("test.rate", "100");

    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    /** For one kill: the random pause, the death, and the way back into the cluster. */
    private static final Duration ROUND = Duration.ofSeconds(11);

    /** From a fault to what is done about it, and, where restarts follow each other, from there to the next. */
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private static final Duration RESTART = Duration.ofSeconds(15);
    private static final Duration STILL = Duration.ofSeconds(15);
    private static final int LONGEST_STILL_MILLIS = 29_000;
    /** SIGTERM, by which a test that is over ends verify; the report is whole all the same. */
    private static final int ENDED_EARLY = 128 + 15;

    private static final Duration WARM_UP = Duration.ofSeconds(6);
    /** The others say more than twice as much meanwhile. */
    private static final long SPARE_BYTES = 24 << 20;

    /** So many deliveries are a second or two of what is said. */
    private static final int AT_WORK = 500;

    private static final int LONGEST_PAUSE_MILLIS = 1_500;
    /** What is promised of a cluster of three on two cores. */
    private static final Duration STALL_LIMIT = Duration.ofSeconds(3);

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    @Test
    void nothing_acknowledged_is_lost_or_comes_twice_or_out_of_order_whoever_is_killed() throws Exception {
        System.out.println("test.seed=" + SEED);
        Random random = new Random(SEED);
        Duration limit = TimeLimits.promised(STALL_LIMIT);
        Duration duration = ROUND.multipliedBy(KILLS);
        try (VerifyProcess verify = verifyAtWork(duration)) {
            Instant end = Instant.now().plus(duration);
            int kills = 0;
            while (kills < KILLS && Instant.now().isBefore(end) && verify.isRunning()) {
                // The moment is what is random here; there is nothing to wait for.
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)).toNanos());
                cluster.node(random.nextInt(cluster.cluster().nodes().size())).kill9();
                kills++;
                // Who starts it again needs a moment too. On two cores a JVM that starts takes most of what the others
                // need.
                LockSupport.parkNanos(BETWEEN.toNanos());
                cluster.cluster().makeWhole();
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
            Report report = verify.end();
            System.out.println(kills + " kills: " + report);
            assertFaultless(report);
            // How many there is time for depends on how long the way back takes on this machine.
            assertThat(kills).isGreaterThanOrEqualTo(KILLS / 2);
            assertThat(report.resumed()).isPositive();
            assertThat(report.longestStall()).isLessThan(limit);
        }
    }

    @Test
    void a_rolling_restart_loses_nothing_and_nobody_is_told_of_a_gap() throws Exception {
        Duration limit = TimeLimits.promised(STALL_LIMIT);
        try (VerifyProcess verify = verifyAtWork(RESTART.multipliedBy(3L * RESTARTS))) {
            for (int i = 0; i < 3 * RESTARTS; i++) {
                NodeProcess node = cluster.node(i % 3);
                node.sigterm();
                assertThat(node.exitCode()).isZero();
                LockSupport.parkNanos(BETWEEN.toNanos());
                cluster.cluster().makeWhole();
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
            Report report = verify.end();
            System.out.println(3 * RESTARTS + " restarts: " + report);
            assertFaultless(report);
            assertThat(report.gaps().isEmpty()).as("gaps %s", report.gaps()).isTrue();
            assertThat(report.refused().isEmpty())
                    .as("refused %s", report.refused())
                    .isTrue();
            assertThat(report.longestSilence()).isLessThan(limit);
        }
    }

    @Test
    void a_node_that_stands_still_costs_the_others_no_memory_and_its_clients_come_back_complete() throws Exception {
        // Below what its clients' channels keep, so that what they missed is still there.
        String rate = "200";
        try (VerifyProcess verify = VerifyProcess.start(
                cluster.nginx().url(""),
                STILL.multipliedBy(2).plus(WARM_UP),
                "--rate",
                rate,
                "--channels",
                "20",
                "--subscribers",
                "80")) {
            Ballast ballast = new Ballast(cluster.node(0), cluster.channel());
            ballast.start();
            LockSupport.parkNanos(WARM_UP.toNanos());
            long before = LiveHeap.bytes(cluster.node(0).pid());
            cluster.node(1).pause();
            // It stands still for so long at least; nothing else is to happen.
            LockSupport.parkNanos(STILL.toNanos());
            TimeLimits.until("more was said than may be kept", () -> ballast.said.get() > 2 * SPARE_BYTES);
            long after = LiveHeap.bytes(cluster.node(0).pid());
            long carried = ballast.end();
            cluster.node(1).resume();
            // The others have gone on without it, so it may only come back as a fresh member.
            assertThat(cluster.node(1).exitCode()).isEqualTo(NodeProcess.START_AGAIN);
            cluster.cluster().makeWhole();
            Report report = verify.end();
            System.out.printf(
                    "stood still for %s, %,d bytes said meanwhile: heap elsewhere %,d -> %,d, %s%n",
                    STILL, carried, before, after, report);
            assertFaultless(report);
            assertThat(report.gaps().isEmpty()).as("gaps %s", report.gaps()).isTrue();
            assertThat(carried).isGreaterThan(2 * SPARE_BYTES);
            assertThat(after - before).isLessThan(SPARE_BYTES);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "test.pauses", matches = "[1-9].*", disabledReason = "-Psoak")
    void whoever_stands_still_for_however_long_nothing_acknowledged_is_lost() throws Exception {
        System.out.println("test.seed=" + SEED);
        Random random = new Random(SEED);
        int pauses = Integer.getInteger("test.pauses");
        double before = deliveries();
        try (VerifyProcess verify =
                VerifyProcess.start(cluster.nginx().url(""), STILL.multipliedBy(2L * pauses), "--rate", "200")) {
            // It could not subscribe at one that stands still already.
            TimeLimits.until("somebody hears something", () -> deliveries() > before);
            for (int i = 0; i < pauses && verify.isRunning(); i++) {
                NodeProcess node =
                        cluster.node(random.nextInt(cluster.cluster().nodes().size()));
                node.pause();
                LockSupport.parkNanos(Duration.ofMillis(1_000 + random.nextInt(LONGEST_STILL_MILLIS))
                        .toNanos());
                node.resume();
                // Those that were missed only briefly are still members, the others end to start again.
                cluster.cluster().reunite();
            }
            Report report = verify.end();
            System.out.println(pauses + " pauses: " + report);
            assertFaultless(report);
        }
    }

    /** Says long things on a channel that keeps little of them. */
    private static final class Ballast extends Thread {
        private static final String WORDS = "x".repeat(60_000);
        private static final Duration PAUSE = Duration.ofMillis(10);
        private final NodeProcess node;
        private final String channel;
        private volatile boolean over;
        private final AtomicLong said = new AtomicLong();

        Ballast(NodeProcess node, String channel) {
            super("ballast");
            this.node = node;
            this.channel = channel;
        }

        @Override
        public void run() {
            while (!over) {
                if (node.http().post("/publish/" + channel, "text/plain", WORDS).statusCode() == 200) {
                    said.addAndGet(WORDS.length());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        long end() throws InterruptedException {
            over = true;
            join();
            return said.get();
        }
    }

    private static double deliveries() {
        return cluster.cluster().nodes().stream()
                .flatMap(node -> node.management().get("/metrics").body().lines())
                .filter(line -> line.startsWith("echowall_deliveries_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    /** Its clients are served when this returns: what is promised of a service at work is not promised of its first second. */
    private static VerifyProcess verifyAtWork(Duration duration) throws Exception {
        double before = deliveries();
        VerifyProcess verify = VerifyProcess.start(
                cluster.nginx().url(""), duration, "--rate", RATE, "--channels", "20", "--subscribers", "80");
        TimeLimits.until("everybody hears something", () -> deliveries() > before + AT_WORK);
        return verify;
    }

    private static void assertFaultless(Report report) {
        assertThat(report.findings()).isEmpty();
        assertThat(report.exitCode()).isIn(0, ENDED_EARLY);
    }
}
