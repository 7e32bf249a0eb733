package dev.echowall.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** A command that was run to its end on the test's own thread: what it said, and its exit code. */
record CommandRun(int code, String printed, String said) {
    static CommandRun publish(String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return run((out, err) -> new PublishCommand(in, out, err), arguments);
    }

    static CommandRun verify(String... arguments) {
        return run((out, err) -> new VerifyCommand(out, err, false), arguments);
    }

    static CommandRun bench(String... arguments) {
        return run((out, err) -> new BenchCommand(out, err, false), arguments);
    }

    /** How the command is made on these streams. */
    private interface Maker {
        Callable<Integer> make(PrintStream out, PrintStream err);
    }

    private static CommandRun run(Maker maker, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code;
        try (PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            code = new CommandLine(maker.make(printed, said))
                    .setExpandAtFiles(false)
                    .setParameterExceptionHandler(new UsageLine())
                    .setErr(new PrintWriter(said, true, StandardCharsets.UTF_8))
                    .execute(arguments);
        }
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
