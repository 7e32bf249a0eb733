package dev.echowall.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Exists only for its help: {@code bin/echowall} does the work before there is a JVM. */
@Command(
        name = "prepare",
        description = {
            "Write down, once for this jar and this Java, which classes an instance loads: then instances start in half the"
                    + " time and with half the work. bin/echowall does it, next to the jar, and uses it from then on."
        })
final class PrepareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("prepare is for bin/echowall: it decides how a JVM is started");
        return CommandLine.ExitCode.USAGE;
    }
}
