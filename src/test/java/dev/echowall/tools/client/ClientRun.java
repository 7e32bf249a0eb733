package dev.echowall.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.app.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command, run on a thread of its own with streams that the test holds. */
final class ClientRun implements AutoCloseable {
    static final long LIMIT = 10_000L * Integer.getInteger("test.time.factor", 1);

    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final Screen out = new Screen();
    private final Screen err = new Screen();
    private final ClientCommand command;
    private final CompletableFuture<Integer> exit;

    private ClientRun(boolean onTerminal, String... arguments) throws IOException {
        InputStream input = new PipedInputStream(keyboard);
        command = new ClientCommand(
                new StandardInput(input, onTerminal),
                new PrintStream(out, false),
                new PrintStream(err, false),
                onTerminal);
        CommandLine line = Main.commandLine(List.of(command));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        String[] named =
                Stream.concat(Stream.of("client"), Arrays.stream(arguments)).toArray(String[]::new);
        exit = CompletableFuture.supplyAsync(() -> line.execute(named), task -> new Thread(task, "client").start());
    }

    static ClientRun of(String... arguments) throws IOException {
        return new ClientRun(false, arguments);
    }

    static ClientRun onTerminal(String... arguments) throws IOException {
        return new ClientRun(true, arguments);
    }

    ClientRun types(String text) throws IOException {
        keyboard.write(text.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        return this;
    }

    ClientRun endsInput() throws IOException {
        keyboard.close();
        return this;
    }

    ClientRun closesOutput() {
        out.broken = true;
        return this;
    }

    /** Ctrl-C. */
    ClientRun interrupts() {
        command.interrupt();
        return this;
    }

    ClientRun printing(String part) throws InterruptedException {
        out.awaits(part);
        return this;
    }

    ClientRun noticing(String part) throws InterruptedException {
        err.awaits(part);
        return this;
    }

    ClientRun exitsWith(ExitCode code) throws InterruptedException, ExecutionException {
        return exitsWith(code.number());
    }

    ClientRun exitsWith(int code) throws InterruptedException, ExecutionException {
        try {
            assertThat(exit.get(LIMIT, TimeUnit.MILLISECONDS))
                    .as(this::toString)
                    .isEqualTo(code);
        } catch (TimeoutException e) {
            throw new AssertionError("still running: " + this, e);
        }
        return this;
    }

    String printed() {
        return out.text();
    }

    String noticed() {
        return err.text();
    }

    @Override
    public String toString() {
        return "out: " + printed() + "\nerr: " + noticed();
    }

    @Override
    public void close() throws IOException {
        command.interrupt();
        keyboard.close();
    }

    /** Remembers what is written, and lets wait for it. */
    private static final class Screen extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean broken;

        @Override
        public synchronized void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] source, int offset, int length) throws IOException {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            bytes.write(source, offset, length);
            notifyAll();
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        synchronized void awaits(String part) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT);
            while (!text().contains(part)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertThat(left).as("waiting for '%s' in: %s", part, text()).isPositive();
                wait(left);
            }
        }
    }
}
