package dev.echowall.testing;

import dev.echowall.testing.Fault.Kind;
import dev.echowall.testing.Fault.Step;
import dev.echowall.testing.Fault.Step.Clock;
import dev.echowall.testing.Fault.Step.Cut;
import dev.echowall.testing.Fault.Step.Heal;
import dev.echowall.testing.Fault.Step.Kill;
import dev.echowall.testing.Fault.Step.Pause;
import dev.echowall.testing.Fault.Step.Plug;
import dev.echowall.testing.Fault.Step.Rest;
import dev.echowall.testing.Fault.Step.Resume;
import dev.echowall.testing.Fault.Step.Terminate;
import dev.echowall.testing.Fault.Step.Unplug;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The faults that happen to three hosts, one after the other. The same seed and kinds give the same list, and a longer
 * list begins with the shorter one. It only computes the list.
 */
public final class FaultSchedule {
    public static final int HOSTS = 3;

    /** Around the five seconds after which members are missed. */
    private static final int SHORTEST_MILLIS = 1_000;

    private static final int LONGEST_MILLIS = 8_000;
    /** For all cuts of a sequence; ticks are accepted for 30 s, of which the cluster needs some to recover. */
    private static final int ALL_CUTS_MILLIS = 16_000;

    private static final int SHORTEST_REST_MILLIS = 500;
    private static final int LONGEST_REST_MILLIS = 3_000;
    private static final int[] JUMPS = {3_600, -3_600, 30, -30, 10, -10, 3, -3};
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Random random;
    private final List<Step> steps = new ArrayList<>();

    private FaultSchedule(Random random) {
        this.random = random;
    }

    /** This many faults, each kind equally often. */
    public static List<Fault> of(long seed, int count, Collection<Kind> kinds) {
        Random order = new Random(seed);
        List<Kind> round = new ArrayList<>(kinds);
        List<Fault> faults = new ArrayList<>();
        while (faults.size() < count) {
            Collections.shuffle(round, order);
            for (Kind kind : round) {
                int number = faults.size() + 1;
                // A generator of its own, so that one fault does not influence the next.
                faults.add(new FaultSchedule(new Random(seed ^ number * SPREAD)).fault(number, kind));
            }
        }
        return List.copyOf(faults.subList(0, count));
    }

    /** A combination: two cuts and, if possible, a clock that is wrong before, during and a little after them. */
    public static Fault brief(long seed, boolean clocks) {
        FaultSchedule schedule = new FaultSchedule(new Random(seed));
        int host = schedule.host();
        if (clocks) {
            schedule.steps.add(new Clock(host, schedule.jump()));
        }
        schedule.cuts(2);
        if (clocks) {
            schedule.rest(SHORTEST_REST_MILLIS);
            schedule.steps.add(new Clock(host, 0));
        }
        return new Fault(1, clocks ? Kind.CLOCK_AND_CUT : Kind.TWO_CUTS, List.copyOf(schedule.steps));
    }

    private Fault fault(int number, Kind kind) {
        switch (kind) {
            case ISOLATED -> cut(isolated(), length());
            case UNPLUGGED -> unplugged();
            case ONE_WAY -> cut(oneWay(), length());
            case BRIDGE -> cut(bridge(), length());
            case FLAPPING -> flapping();
            case ALL_FROM_ALL -> cut(allFromAll(), length());
            case TWO_CUTS -> cuts(2);
            case THREE_CUTS -> cuts(3);
            case PAUSED -> paused();
            case KILLED -> ended(new Kill(host()));
            case RESTARTED -> ended(new Terminate(host()));
            case CUT_AND_KILL -> cutAndKill();
            case PAUSE_AND_KILL -> pauseAndKill();
            case CLOCK_JUMP -> clockJump();
            case CLOCK_AND_CUT -> clockAndCut();
        }
        return new Fault(number, kind, List.copyOf(steps));
    }

    private void unplugged() {
        int host = host();
        steps.add(new Unplug(host));
        rest(length());
        steps.add(new Plug(host));
    }

    private void flapping() {
        List<Cut> shape = isolated();
        for (int i = 3 + random.nextInt(4); i > 0; i--) {
            cut(shape, 300 + random.nextInt(600));
            rest(300 + random.nextInt(600));
        }
    }

    /**
     * Half of them have the same shape, and half are too short to be noticed by all members; such cuts used to leave
     * outdated copies.
     */
    private void cuts(int count) {
        int most = ALL_CUTS_MILLIS / count;
        boolean alike = random.nextBoolean();
        boolean unnoticed = random.nextBoolean();
        List<Cut> shape = anyShape();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                rest(between(SHORTEST_REST_MILLIS, LONGEST_REST_MILLIS));
            }
            cut(alike ? shape : anyShape(), unnoticed ? between(3_000, 5_000) : Math.min(most, length()));
        }
    }

    private void paused() {
        int host = host();
        steps.add(new Pause(host));
        rest(length());
        steps.add(new Resume(host));
    }

    private void ended(Step how) {
        rest(random.nextInt(SHORTEST_MILLIS));
        steps.add(how);
        rest(random.nextInt(LONGEST_REST_MILLIS));
    }

    private void cutAndKill() {
        int victim = host();
        List<Cut> shape = anyShape();
        int length = length();
        if (random.nextBoolean()) {
            int before = random.nextInt(length);
            steps.addAll(shape);
            rest(before);
            steps.add(new Kill(victim));
            rest(length - before);
            steps.add(new Heal());
        } else {
            cut(shape, length);
            rest(random.nextInt(2_000));
            steps.add(new Kill(victim));
        }
    }

    private void pauseAndKill() {
        int still = host();
        int victim = other(still);
        int length = length();
        int before = random.nextInt(length);
        steps.add(new Pause(still));
        rest(before);
        steps.add(new Kill(victim));
        rest(length - before);
        steps.add(new Resume(still));
    }

    private void clockJump() {
        int host = host();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            steps.add(new Clock(host, jump()));
            rest(between(3_000, 12_000));
        }
        steps.add(new Clock(host, 0));
        rest(between(2_000, 4_000));
    }

    private void clockAndCut() {
        int host = host();
        steps.add(new Clock(host, jump()));
        rest(between(1_000, 4_000));
        cut(anyShape(), length());
        rest(between(500, 4_000));
        steps.add(new Clock(host, 0));
    }

    private void cut(List<Cut> shape, int millis) {
        steps.addAll(shape);
        rest(millis);
        steps.add(new Heal());
    }

    private void rest(int millis) {
        steps.add(new Rest(millis));
    }

    private List<Cut> anyShape() {
        return switch (random.nextInt(4)) {
            case 0 -> isolated();
            case 1 -> oneWay();
            case 2 -> bridge();
            default -> allFromAll();
        };
    }

    private List<Cut> isolated() {
        int host = host();
        return both(host, other(host), host, third(host));
    }

    private List<Cut> bridge() {
        int host = host();
        return both(host, other(host));
    }

    private List<Cut> allFromAll() {
        return both(1, 2, 2, 3, 1, 3);
    }

    private List<Cut> oneWay() {
        int host = host();
        int other = other(host);
        int third = third(host);
        return switch (random.nextInt(3)) {
            case 0 -> List.of(new Cut(host, other));
            case 1 -> List.of(new Cut(other, host), new Cut(third, host));
            default -> List.of(new Cut(host, other), new Cut(host, third));
        };
    }

    private static List<Cut> both(int... pairs) {
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            cuts.add(new Cut(pairs[i], pairs[i + 1]));
            cuts.add(new Cut(pairs[i + 1], pairs[i]));
        }
        return cuts;
    }

    private int host() {
        return 1 + random.nextInt(HOSTS);
    }

    private static int other(int host) {
        return host % HOSTS + 1;
    }

    private static int third(int host) {
        return other(other(host));
    }

    private int length() {
        return between(SHORTEST_MILLIS, LONGEST_MILLIS);
    }

    private int jump() {
        return JUMPS[random.nextInt(JUMPS.length)];
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }
}
