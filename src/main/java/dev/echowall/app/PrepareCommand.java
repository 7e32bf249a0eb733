package dev.echowall.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Exists only for its help: {@code bin/echowall} does the work before there is a JVM. */
@Command(
        name = "prepare",
        header = "Write an archive of the classes that an instance loads, so that it starts in half the time.",
        description = {
            "",
            "It is for this jar and this Java. bin/echowall writes it next to the jar and uses it from then on: instances"
                    + " start in half the time with half the CPU."
        })
final class PrepareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("prepare must be run by bin/echowall, which starts the JVM for it");
        return CommandLine.ExitCode.USAGE;
    }
}
