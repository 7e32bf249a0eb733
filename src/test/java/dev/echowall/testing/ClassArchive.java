package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The archive of {@code bin/echowall prepare}, with which instances start faster, so that tests that kill them measure
 * less of the JVM's class loading.
 */
public final class ClassArchive {
    private static final Path JAR = NodeProcess.HOME.resolve("target/echowall.jar");
    private static final Path ARCHIVE =
            NodeProcess.HOME.resolve("target/echowall-" + Runtime.version().feature() + ".jsa");
    private static final Path LOCK = NodeProcess.HOME.resolve("target/prepare.lock");
    private static boolean prepared;

    private ClassArchive() {}

    /** Creates it for the Java that runs the tests, unless it exists and is newer than the jar. */
    public static synchronized void prepare() {
        if (prepared) {
            return;
        }
        // Of two JVMs with tests that need it at the same time, one creates it and the other waits.
        try (FileChannel lock = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (held.isValid() && !isNew()) {
                create();
            }
            prepared = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNew() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) >= 0;
    }

    private static void create() {
        CommandRun run = CommandRun.of(NodeProcess.launcher(NodeProcess.ownJava(), "prepare"));
        if (run.exitCode() != 0) {
            throw new AssertionError("bin/echowall prepare: " + run);
        }
    }
}
