package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.Fault;
import dev.echowall.testing.Fault.Kind;
import dev.echowall.testing.FaultInjector;
import dev.echowall.testing.FaultInjector.Away;
import dev.echowall.testing.FaultSchedule;
import dev.echowall.testing.HostCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestNetwork;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.VerifyProcess;
import dev.echowall.testing.VerifyProcess.Report;
import dev.echowall.testing.VerifyProcess.Report.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Three instances on hosts of their own, to which happens what a seed says, and {@code echowall verify} as the judge, whose
 * way to all three is open throughout. How many faults, and of which kinds, is a matter of properties: {@code -Psoak} has 300;
 * without any there is one, in which two cuts follow each other while a clock is wrong.
 * Needs to be root.
 */
@RunsAlone
class FaultsProcessIT {
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final int FAULTS = Integer.getInteger("test.faults", 0);
    private static final String KINDS = System.getProperty("test.faults.kinds", "");
    private static final String RATE = System.getProperty("test.faults.rate", "100");
    /** Verify judges them together; its memory and its patience are finite. */
    private static final int AT_ONCE = Integer.getInteger("test.faults.at-once", 20);

    private static final int SHOWN = 8;
    private static final Duration LONGEST = Duration.ofMinutes(3);
    /** Five seconds until a publisher is told, and what two busy cores make of them. */
    private static final Duration HELD = Duration.ofSeconds(6);

    private static final Duration TOLD_TIME = Duration.ofSeconds(20);
    /** How late a tick may be, or how far the members' clocks have led them meanwhile. */
    private static final Duration LATE = Duration.ofSeconds(2);
    /** When publishing began is known as well as that here. */
    private static final Duration BLUR = Duration.ofSeconds(1);

    /** What may be found when two held their copies no longer: the end of the old stream, told. */
    private static final Set<String> TOLD = Set.of("epoch_switched", "lost_with_epoch");

    @Test
    void whoever_is_cut_off_from_whomever_nothing_is_lost_or_comes_twice_or_out_of_order() throws Exception {
        if (FAULTS > 0) {
            judgeAll(FAULTS, kind -> !kind.deadly() && !kind.plainEnd() && !kind.clock(), Set.of());
        } else {
            boolean clocks = HostCluster.hasClocks() || Boolean.getBoolean("test.strict");
            judgeAll(List.of(FaultSchedule.brief(SEED, clocks)), Set.of());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "test.deaths", matches = "[1-9].*", disabledReason = "-Psoak")
    void what_a_death_that_follows_a_cut_or_a_pause_costs_is_told() throws Exception {
        judgeAll(Integer.getInteger("test.deaths"), Kind::deadly, TOLD);
    }

    @Test
    @EnabledIfSystemProperty(named = "test.clocks", matches = "[1-9].*", disabledReason = "-Psoak")
    void whichever_clock_jumps_nothing_is_lost_or_comes_twice_and_no_second_is_left_out() throws Exception {
        judgeAll(Integer.getInteger("test.clocks"), Kind::clock, Set.of());
    }

    /** @param allowed anomalies that these faults may bring about */
    private static void judgeAll(int count, Predicate<Kind> which, Set<String> allowed) throws Exception {
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(which)
                .filter(kind -> KINDS.isEmpty() || List.of(KINDS.split(",")).contains(kind.name()))
                .toList();
        judgeAll(kinds.isEmpty() ? List.of() : FaultSchedule.of(SEED, count, kinds), allowed);
    }

    private static void judgeAll(List<Fault> faults, Set<String> allowed) throws Exception {
        System.out.println("test.seed=" + SEED + ", " + faults.size() + " faults");
        TestNetwork.requireDropping();
        List<String> found = new ArrayList<>();
        for (int first = 0; first < faults.size(); first += AT_ONCE) {
            found.addAll(judge(faults.subList(first, Math.min(faults.size(), first + AT_ONCE)), allowed));
        }
        assertThat(someOf(found))
                .as("%d findings, test.seed=%d", found.size(), SEED)
                .isEmpty();
    }

    private record Happened(Kind kind, Duration recovery, Duration from, Duration to) {}

    private static List<String> judge(List<Fault> faults, Set<String> allowed) throws Exception {
        List<Happened> all = new ArrayList<>();
        boolean clocks = faults.stream().anyMatch(fault -> fault.kind().clock());
        try (TestNetwork network = new TestNetwork(FaultSchedule.HOSTS);
                HostCluster cluster = HostCluster.start(network, FaultSchedule.HOSTS, clocks);
                VerifyProcess verify = VerifyProcess.start(
                        builder -> network.on(0, builder),
                        cluster.urls(),
                        LONGEST.multipliedBy(faults.size()),
                        "--rate",
                        RATE,
                        "--channels",
                        "8",
                        "--subscribers",
                        "32",
                        "--publishers",
                        "16")) {
            TimeLimits.until("verify publishes", () -> cluster.accepted("echo") > 0);
            Instant begun = Instant.now();
            System.out.println(begun + " verify has begun; logs are in " + cluster.directory());
            FaultInjector injector = new FaultInjector(network, cluster);
            for (Fault fault : faults) {
                assertThat(verify.isRunning()).as("verify runs").isTrue();
                Duration from = Duration.between(begun, Instant.now());
                Duration recovery = injector.inject(fault);
                all.add(new Happened(fault.kind(), recovery, from, Duration.between(begun, Instant.now())));
            }
            // Verify sees that no second is left out or comes twice: when the last is right, all were.
            awaitNow(cluster);
            Report report = verify.end();
            System.out.println(faults.size() + " faults: " + report);
            System.out.println("longest stall, ms until whole:");
            all.forEach(each -> System.out.printf(
                    "%s %d %d%n",
                    each.kind(),
                    report.longestStall(each.from(), each.to()).toMillis(),
                    each.recovery().toMillis()));
            System.out.println("longest reply: " + report.longestReply() + ", gaps told: " + report.gaps()
                    + ", repeated and refused: " + report.published());
            someOf(report.findingsBut(Set.of())).forEach(System.out::println);
            List<String> found = new ArrayList<>(report.findingsBut(allowed));
            List<Reply> held = report.slowReplies().stream()
                    .filter(each -> couldAnswer(each, injector.away(), cluster, begun))
                    .sorted(Comparator.comparing(Reply::length).reversed())
                    .toList();
            System.out.println("held the longest: " + held.stream().limit(3).toList());
            held.stream().filter(each -> each.length().compareTo(HELD) > 0).forEach(each -> found.add("held: " + each));
            return found;
        }
    }

    private static void awaitNow(HostCluster cluster) {
        for (int host = 1; host <= FaultSchedule.HOSTS; host++) {
            String said = "";
            long deadline = System.nanoTime() + TimeLimits.stretched(TOLD_TIME).toNanos();
            do {
                assertThat(deadline - System.nanoTime())
                        .as("host %d says what time it is, not %s; see %s", host, said, cluster.directory())
                        .isPositive();
                said = cluster.nextTick(host);
            } while (!isNow(said));
        }
    }

    private static boolean isNow(String tick) {
        try {
            Instant said = OffsetDateTime.parse(tick).toInstant();
            return Duration.between(said, Instant.now()).abs().compareTo(LATE) < 0;
        } catch (DateTimeParseException none) {
            return false;
        }
    }

    /** Whether the server ran, and its client could hear it, all the while. What a host did not get in time it does not hold. */
    private static boolean couldAnswer(Reply reply, List<Away> away, HostCluster cluster, Instant begun) {
        return away.stream()
                .filter(each -> cluster.server(each.host()).equals(reply.server()))
                .noneMatch(each -> begun.plus(reply.to()).plus(BLUR).isAfter(each.from())
                        && begun.plus(reply.from()).minus(BLUR).isBefore(each.to()));
    }

    /** A few of each kind: one cause is found by every subscriber. */
    private static List<String> someOf(List<String> findings) {
        Map<String, Integer> shown = new HashMap<>();
        return findings.stream()
                .filter(each -> shown.merge(each.substring(0, each.indexOf(':')), 1, Integer::sum) <= SHOWN)
                .toList();
    }
}
