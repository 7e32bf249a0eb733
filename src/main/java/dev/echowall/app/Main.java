package dev.echowall.app;

import dev.echowall.app.Main.VersionLine;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
        name = "echowall",
        description = "A clustered WebSocket broadcast server: what is said at one instance is heard at all.",
        // All commands have these.
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
        // Nothing said means: an instance, a cluster of one.
        String[] args = given.length == 0 ? new String[] {"serve"} : given;
        settle(args);
        System.exit(commandLine(ServiceLoader.load(Subcommand.class)).execute(args));
    }

    /** The command line with these tools, as {@code bin/echowall} has those of {@code META-INF/services}. */
    public static CommandLine commandLine(Iterable<? extends Subcommand> tools) {
        CommandLine line = new CommandLine(new Main());
        tools.forEach(line::addSubcommand);
        // A message that begins with @ is a message, not a file of arguments.
        return UnbrokenUrls.in(line)
                .setParameterExceptionHandler(new UsageError())
                .setExpandAtFiles(false);
    }

    /* Before the first class of Hazelcast, Netty or the log is there to read them. */
    private static void settle(String[] args) {
        // With one processor's worth of common pool, the JDK starts a thread for every callback of Hazelcast's.
        String parallelism = "java.util.concurrent.ForkJoinPool.common.parallelism";
        if (System.getProperty(parallelism) == null) {
            System.setProperty(
                    parallelism, String.valueOf(Math.max(2, Runtime.getRuntime().availableProcessors())));
        }
        // Netty would start the JVM's flight recorder, a fifth of a second, to offer it events of each buffer.
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
