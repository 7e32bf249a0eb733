package dev.echowall.testing;

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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies a fault to a cluster on separate hosts, and waits until the cluster has recovered. For the test's own thread.
 */
public final class FaultInjector {
    /** Members that are cut off are missed after 5 s, exit when they meet the others again, and are restarted. */
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    private final TestNetwork network;
    private final HostCluster cluster;
    private final Map<Integer, Instant> awaySince = new HashMap<>();
    private final List<Away> away = new ArrayList<>();

    /** The time during which a host could not answer its clients, because it was stopped or disconnected. */
    public record Away(int host, Instant from, Instant to) {}

    public FaultInjector(TestNetwork network, HostCluster cluster) {
        this.network = network;
        this.cluster = cluster;
    }

    /** Returns when all instances see each other again. @return how long that took after the last step */
    public Duration inject(Fault fault) {
        say(fault.toString());
        fault.steps().forEach(this::step);
        Instant over = Instant.now();
        cluster.startThoseThatAreDown();
        cluster.awaitWhole(RECOVERY);
        Duration took = Duration.between(over, Instant.now());
        say("fault " + fault.number() + ": whole again " + took.toMillis() + " ms after it");
        return took;
    }

    /** Lets time pass; instances that must be restarted are. */
    public void rest(Duration time) {
        cluster.attend(time);
    }

    /** When hosts could not answer. */
    public List<Away> away() {
        return List.copyOf(away);
    }

    private void leaves(int host) {
        awaySince.put(host, Instant.now());
    }

    private void comesBack(int host) {
        Instant since = awaySince.remove(host);
        if (since != null) {
            away.add(new Away(host, since, Instant.now()));
        }
    }

    private void step(Step step) {
        if (step instanceof Cut cut) {
            network.drop(cut.from(), cut.to());
        } else if (step instanceof Heal) {
            network.heal();
        } else if (step instanceof Unplug unplug) {
            leaves(unplug.host());
            network.pull(unplug.host());
        } else if (step instanceof Plug plug) {
            network.plug(plug.host());
            comesBack(plug.host());
        } else if (step instanceof Kill kill) {
            cluster.kill9(kill.host());
        } else if (step instanceof Terminate terminate) {
            cluster.terminate(terminate.host());
        } else if (step instanceof Pause pause) {
            leaves(pause.host());
            cluster.pause(pause.host());
        } else if (step instanceof Resume resume) {
            cluster.resume(resume.host());
            comesBack(resume.host());
        } else if (step instanceof Clock clock) {
            cluster.setClock(clock.host(), clock.seconds());
        } else if (step instanceof Rest rest) {
            cluster.attend(Duration.ofMillis(rest.millis()));
        }
    }

    private static void say(String what) {
        // In UTC with milliseconds, like the instances' logs.
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + what);
    }
}
