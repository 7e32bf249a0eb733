package dev.echowall.testing;

import dev.echowall.testing.Fault.Step.Clock;
import dev.echowall.testing.Fault.Step.Cut;
import dev.echowall.testing.Fault.Step.Heal;
import dev.echowall.testing.Fault.Step.Kill;
import dev.echowall.testing.Fault.Step.Pause;
import dev.echowall.testing.Fault.Step.Plug;
import dev.echowall.testing.Fault.Step.Rest;
import dev.echowall.testing.Fault.Step.Resume;
import dev.echowall.testing.Fault.Step.Unplug;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that happens to a cluster: what is done to which host, and when. Its last steps undo all of it, but for the
 * killed, which are to be started again.
 *
 * @param number its place in the schedule, from 1
 */
public record Fault(int number, Kind kind, List<Step> steps) {
    /** What may happen; each with other hosts, lengths and rests each time. */
    public enum Kind {
        /** One host and the other two do not hear each other. */
        ISOLATED,
        /** The same, and its clients do not reach it either. */
        UNPLUGGED,
        /** One does not hear another, or all others, but is heard; or the other way round. */
        ONE_WAY,
        /** Two do not hear each other, but the third hears both and is heard by both. */
        BRIDGE,
        /** One is cut off and back again, about once a second. */
        FLAPPING,
        /** None hears any other. */
        ALL_FROM_ALL,
        /** Two cuts, each of any shape, before all is whole again. */
        TWO_CUTS,
        THREE_CUTS,
        /** One stands still. */
        PAUSED,
        /** A cut, and meanwhile or shortly after it the death of a host. */
        CUT_AND_KILL,
        /** One stands still, and another dies. */
        PAUSE_AND_KILL,
        /** One clock jumps, and later back. */
        CLOCK_JUMP,
        /** One clock jumps, and there is a cut meanwhile. */
        CLOCK_AND_CUT;

        /** Whether two hold their copies no longer: history may end with that, but must be told to. */
        public boolean deadly() {
            return this == CUT_AND_KILL || this == PAUSE_AND_KILL;
        }

        /** Whether the instances must run with clocks that can be set. */
        public boolean clock() {
            return this == CLOCK_JUMP || this == CLOCK_AND_CUT;
        }
    }

    /** One thing that is done, or waited for. Hosts count from 1. */
    public sealed interface Step {
        /** From now on nothing that one sends reaches the other. */
        record Cut(int from, int to) implements Step {}

        /** All cuts end. */
        record Heal() implements Step {}

        /** The host's only cable, also to its clients. */
        record Unplug(int host) implements Step {}

        record Plug(int host) implements Step {}

        /** SIGKILL. */
        record Kill(int host) implements Step {}

        /** SIGSTOP. */
        record Pause(int host) implements Step {}

        /** SIGCONT. */
        record Resume(int host) implements Step {}

        /** The host's clock goes so many seconds wrong. */
        record Clock(int host, int seconds) implements Step {}

        record Rest(int millis) implements Step {}
    }

    /** How long it takes at least. */
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
