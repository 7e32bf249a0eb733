package dev.echowall.tools.link;

import dev.echowall.app.UsageError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** A command that was run to its end on the test's own thread: what it said, and its exit code. */
public record ToolRun(int code, String printed, String said) {
    /** How the command is made on these streams. */
    @FunctionalInterface
    public interface Maker {
        Callable<Integer> make(PrintStream out, PrintStream err);
    }

    /** @param arguments of the command, without its name */
    public static ToolRun of(Maker maker, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code;
        try (PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            code = new CommandLine(maker.make(printed, said))
                    .setExpandAtFiles(false)
                    .setParameterExceptionHandler(new UsageError())
                    .setErr(new PrintWriter(said, true, StandardCharsets.UTF_8))
                    .execute(arguments);
        }
        return new ToolRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
