package dev.echowall.clients;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Processes;
import dev.echowall.testing.TimeLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client that runs, and the lines that it prints, of errors too. */
final class ClientProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::read, "client-output");

    private ClientProcess(Process process) {
        this.process = process;
    }

    static ClientProcess start(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(NodeProcess.HOME.toFile())
                    .redirectErrorStream(true)
                    .start();
            Processes.endWithThisOne(process);
            ClientProcess client = new ClientProcess(process);
            client.reader.start();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("output ended: " + e);
        }
    }

    /** Up to now. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    void awaitLine(String line) {
        try {
            TimeLimits.until("printed \"" + line + "\"", LIMIT, () -> lines.contains(line));
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + "; printed " + lines, late);
        }
    }

    /** All that it printed, once it has ended by itself and well. */
    List<String> output() {
        try {
            if (!process.waitFor(TimeLimits.stretched(LIMIT).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running; printed " + lines);
            }
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("ended with code " + process.exitValue() + "; printed " + lines);
        }
        return lines();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
