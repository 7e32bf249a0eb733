package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The output and the exit code of a command. */
public record CommandRun(int exitCode, String out, String err) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Runs {@code bin/echowall} with these arguments until it exits. */
    public static CommandRun echowall(String... arguments) {
        return of(NodeProcess.launcher(NodeProcess.ownJava(), arguments));
    }

    /** Runs it until it exits; kills it if that takes too long. */
    public static CommandRun of(ProcessBuilder builder) {
        try {
            Path directory = Files.createDirectories(NodeProcess.HOME.resolve("target/processes"));
            Path out = Files.createTempFile(directory, "run", ".out");
            Path err = Files.createTempFile(directory, "run", ".err");
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            Processes.endWithThisOne(process);
            if (!process.waitFor(TimeLimits.stretched(LIMIT).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "did not end: " + builder.command() + "\n" + Files.readString(out) + Files.readString(err));
            }
            return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public List<String> errLines() {
        return err.lines().toList();
    }
}
