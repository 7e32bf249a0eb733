package dev.echowall.tools.link;

import dev.echowall.app.Main;
import dev.echowall.app.Subcommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** A command that was run to its end on the test's own thread: what it said, and its exit code. */
public record ToolRun(int code, String printed, String said) {
    /** How the command is made on these streams. */
    @FunctionalInterface
    public interface Maker {
        Subcommand make(PrintStream out, PrintStream err);
    }

    /** @param arguments of the command, without its name */
    public static ToolRun of(Maker maker, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code;
        try (PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            Subcommand command = maker.make(printed, said);
            code = Main.commandLine(List.of(command))
                    .setOut(new PrintWriter(printed, true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(said, true, StandardCharsets.UTF_8))
                    .execute(named(command, arguments));
        }
        return new ToolRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static String[] named(Subcommand command, String... arguments) {
        String name = command.getClass().getAnnotation(Command.class).name();
        return Stream.concat(Stream.of(name), Arrays.stream(arguments)).toArray(String[]::new);
    }
}
