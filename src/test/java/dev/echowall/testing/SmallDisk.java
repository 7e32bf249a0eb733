package dev.echowall.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk of a few megabytes, in memory. It is mounted where only the processes see it that are started with
 * {@link #prefix()}, and is gone with the test, whatever becomes of that. Root's only.
 */
public final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 4096;

    private final Process holder;
    private final Path directory;

    private SmallDisk(Process holder, Path directory) {
        this.holder = holder;
        this.directory = directory;
    }

    /** Whether this user may mount one here. */
    public static boolean isPossible() {
        try {
            return new ProcessBuilder("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Mounts one of this size in a new directory. */
    public static SmallDisk mount(int megabytes) {
        try {
            Path directory = Files.createTempDirectory(
                    Files.createDirectories(NodeProcess.HOME.resolve("target/processes")), "disk");
            String script = "mount -t tmpfs -o size=" + megabytes + "m none \"$1\" && echo mounted && exec cat";
            Process holder = new ProcessBuilder("unshare", "--mount", "sh", "-c", script, "sh", directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Processes.endWithThisOne(holder);
            BufferedReader said = holder.inputReader(StandardCharsets.UTF_8);
            if (!"mounted".equals(said.readLine())) {
                throw new AssertionError("a disk cannot be mounted");
            }
            return new SmallDisk(holder, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is, for those processes. */
    public Path directory() {
        return directory;
    }

    /** What a command that sees it begins with. */
    List<String> prefix() {
        return List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt", "--");
    }

    /** Fills it with a file to the last byte. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(new byte[CHUNK]);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Removes that file. */
    public void makeRoom() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /* As root sees it who is not one of those processes. */
    private Path filler() {
        return Path.of("/proc/" + holder.pid() + "/root" + directory, "filler");
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
