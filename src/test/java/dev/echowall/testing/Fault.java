package dev.echowall.testing;

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
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A fault in a cluster: what is done to which host, and when. Its last steps undo everything, except that killed
 * instances must be started again.
 *
 * @param number its place in the schedule, from 1
 */
public record Fault(int number, Kind kind, List<Step> steps) {
    /** The kinds of faults; hosts, lengths and pauses vary. */
    public enum Kind {
        /** One host is cut off from the other two. */
        ISOLATED,
        /** The same, and its clients cannot reach it either. */
        UNPLUGGED,
        /** One does not receive from another, or from all others, but they receive from it; or the other way round. */
        ONE_WAY,
        /** Two are cut off from each other, but the third can talk to both. */
        BRIDGE,
        /** One is cut off and connected again, about once a second. */
        FLAPPING,
        /** Every host is cut off from every other. */
        ALL_FROM_ALL,
        /** Two cuts of any shape before the cluster has recovered. */
        TWO_CUTS,
        THREE_CUTS,
        /** One instance is stopped. */
        PAUSED,
        /** One instance dies. */
        KILLED,
        /** One instance ends in order. */
        RESTARTED,
        /** A cut, and during it or shortly after it the death of a host. */
        CUT_AND_KILL,
        /** One is stopped, and another dies. */
        PAUSE_AND_KILL,
        /** One clock jumps, and later back. */
        CLOCK_JUMP,
        /** One clock jumps, and there is a cut meanwhile. */
        CLOCK_AND_CUT;

        /** Whether two hosts lose their copies: then history may be lost, but this must be reported. */
        public boolean deadly() {
            return this == CUT_AND_KILL || this == PAUSE_AND_KILL;
        }

        /** Whether an instance ends, and nothing else happens. */
        public boolean plainEnd() {
            return this == KILLED || this == RESTARTED;
        }

        /** Whether the instances need clocks that can be set. */
        public boolean clock() {
            return this == CLOCK_JUMP || this == CLOCK_AND_CUT;
        }
    }

    /** One action, or a pause. Hosts are numbered from 1. */
    public sealed interface Step {
        /** From now on nothing from one host reaches the other. */
        record Cut(int from, int to) implements Step {}

        /** Ends all cuts. */
        record Heal() implements Step {}

        /** Disconnects the host from everything, including its clients. */
        record Unplug(int host) implements Step {}

        record Plug(int host) implements Step {}

        /** SIGKILL. */
        record Kill(int host) implements Step {}

        /** SIGTERM. */
        record Terminate(int host) implements Step {}

        /** SIGSTOP. */
        record Pause(int host) implements Step {}

        /** SIGCONT. */
        record Resume(int host) implements Step {}

        /** Makes the host's clock wrong by this many seconds. */
        record Clock(int host, int seconds) implements Step {}

        record Rest(int millis) implements Step {}
    }

    /** The minimum duration. */
    public Duration length() {
        return Duration.ofMillis(steps.stream()
                .mapToLong(step -> step instanceof Rest rest ? rest.millis() : 0)
                .sum());
    }

    @Override
    public String toString() {
        return "fault " + number + " " + kind + ": "
                + steps.stream().map(Fault::words).collect(Collectors.joining(" "));
    }

    private static String words(Step step) {
        if (step instanceof Cut cut) {
            return cut.from() + "x" + cut.to();
        } else if (step instanceof Heal) {
            return "heal";
        } else if (step instanceof Unplug unplug) {
            return "unplug " + unplug.host();
        } else if (step instanceof Plug plug) {
            return "plug " + plug.host();
        } else if (step instanceof Kill kill) {
            return "kill " + kill.host();
        } else if (step instanceof Terminate terminate) {
            return "terminate " + terminate.host();
        } else if (step instanceof Pause pause) {
            return "pause " + pause.host();
        } else if (step instanceof Resume resume) {
            return "resume " + resume.host();
        } else if (step instanceof Clock clock) {
            return "clock " + clock.host() + " " + clock.seconds() + "s";
        }
        return step instanceof Rest rest ? rest.millis() + "ms" : step.toString();
    }
}
