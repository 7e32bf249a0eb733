package dev.echowall.tools.journal;

import dev.echowall.app.Subcommand;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code echowall journal}, which has commands of its own. */
@Command(
        name = "journal",
        header = "Look into the journal of an instance, or open a cluster without one that is lost.",
        description = {
            "",
            "An instance with journal.directory writes what it keeps to files there, and reads them when it starts. ls and cat"
                    + " read such a directory, also while an instance is writing it; they change nothing."
        },
        subcommands = {ListCommand.class, CatCommand.class, OpenCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  echowall journal ls /var/lib/echowall/journal",
            "  echowall journal cat /var/lib/echowall/journal --channel news",
            "  echowall journal open --i-know-what-is-lost --url http://127.0.0.1:9080"
        })
public final class JournalCommand implements Subcommand {
    static final int UNREADABLE = 1;
    static final int DAMAGED = 3;

    private final PrintStream out;
    private final PrintStream err;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** With the standard streams of the process. */
    public JournalCommand() {
        // Whatever the locale: payloads and names are UTF-8.
        this(new PrintStream(System.out, false, StandardCharsets.UTF_8), System.err);
    }

    JournalCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command: " + String.join(", ", spec.subcommands().keySet()));
    }
}
