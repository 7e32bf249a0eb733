package dev.echowall.app;

import dev.echowall.app.Main.VersionLine;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
        name = "echowall",
        header = "A clustered WebSocket server: every message reaches the clients of every instance.",
        // Inherited by all commands.
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = VersionLine.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        subcommands = {
            ServeCommand.class,
            TokenCommand.class,
            PrepareCommand.class,
            CompletionCommand.class,
            RehearseCommand.class
        })
public final class Main implements Runnable {
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"echowall " + Version.current() + " on Java " + Runtime.version()};
        }
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] given) {
        // Without arguments: a single instance.
        String[] args = given.length == 0 ? new String[] {"serve"} : given;
        settle(args);
        System.exit(commandLine(ServiceLoader.load(Subcommand.class)).execute(args));
    }

    /** The command line with these tools; {@code bin/echowall} uses those of {@code META-INF/services}. */
    public static CommandLine commandLine(Iterable<? extends Subcommand> tools) {
        CommandLine line = new CommandLine(new Main());
        tools.forEach(line::addSubcommand);
        omitEmptyExitCodes(line);
        // An argument that begins with @ is a message, not a file of arguments.
        return UnbrokenUrls.in(line)
                .setParameterExceptionHandler(new UsageError())
                .setExpandAtFiles(false);
    }

    /** The heading is inherited by all commands, also by those without a list. */
    private static void omitEmptyExitCodes(CommandLine line) {
        UsageMessageSpec help = line.getCommandSpec().usageMessage();
        if (help.exitCodeList().isEmpty()) {
            help.exitCodeListHeading("");
        }
        line.getSubcommands().values().forEach(Main::omitEmptyExitCodes);
    }

    /*
     * Must run before the first class of Hazelcast, Netty or the log is loaded, because these read system properties.
     */
    private static void settle(String[] args) {
        // With a common pool of parallelism one, the JDK starts a thread for every callback of Hazelcast.
        String parallelism = "java.util.concurrent.ForkJoinPool.common.parallelism";
        if (System.getProperty(parallelism) == null) {
            System.setProperty(
                    parallelism, String.valueOf(Math.max(2, Runtime.getRuntime().availableProcessors())));
        }
        // Otherwise Netty starts the JVM's flight recorder, which takes a fifth of a second, to record buffer events.
        String recorded = "io.netty.jfr.enabled";
        if (System.getProperty(recorded) == null) {
            System.setProperty(recorded, "false");
        }
        if (args.length > 0 && args[0].equals("serve")) {
            LogSetup.choose();
        } else {
            LogSetup.silence();
        }
    }
}
