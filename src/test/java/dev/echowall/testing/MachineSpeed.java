package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures how slow this machine is now: the time that the JDK's compiler takes for a class of one line, compared to
 * the time on the machine on which the limits of this suite were set. It starts a JVM, reads files and compiles on both
 * cores, as instances do, and includes none of our code. For the test's own thread only, because it blocks.
 */
final class MachineSpeed {
    private static final Duration USUAL = Duration.ofMillis(1_100);
    private static final int ROUNDS = 3;
    private static final Path JAVAC = Path.of(System.getProperty("java.home"), "bin", "javac");
    private static final String SOURCE = """
            class Sample { Object value = java.util.stream.IntStream.range(0, 9).mapToObj(i -> "" + i).toList(); }
            """;

    private static final Duration FRESH = Duration.ofMinutes(3);

    private static double known;
    private static long measured;

    private MachineSpeed() {}

    /**
     * 1 on a machine that is at least as fast as the reference; 2 on one that takes twice as long. Measured every
     * three minutes.
     */
    static synchronized double slowness() {
        if (known == 0 || System.nanoTime() - measured > FRESH.toNanos()) {
            known = measure();
            measured = System.nanoTime();
        }
        return known;
    }

    private static double measure() {
        try {
            Path directory = Files.createDirectories(NodeProcess.HOME.resolve("target/machine-speed"));
            Path source = Files.writeString(directory.resolve("Sample.java"), SOURCE);
            long best = Long.MAX_VALUE;
            // A faster machine is taken for a usual one, so there is nothing more to find out about it.
            for (int i = 0; i < ROUNDS && best > USUAL.toNanos(); i++) {
                best = Math.min(best, compile(directory, source));
            }
            double slowness = Math.max(1, best / (double) USUAL.toNanos());
            System.out.printf(
                    Locale.ROOT,
                    "machine speed: %d ms, this machine is taken as %.2f times slower%n",
                    best / 1_000_000,
                    slowness);
            return slowness;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static long compile(Path directory, Path source) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(JAVAC.toString(), "-d", directory.toString(), source.toString())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError(JAVAC + " ended with " + process.exitValue());
        }
        return System.nanoTime() - begun;
    }
}
