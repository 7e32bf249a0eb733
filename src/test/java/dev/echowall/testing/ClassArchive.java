package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The archive of {@code bin/echowall prepare}, with which instances start faster, so that tests that kill them measure
 * less of the JVM's class loading.
 */
public final class ClassArchive {
    private static final Path JAR = NodeProcess.HOME.resolve("target/echowall.jar");
    private static final Path ARCHIVE =
            NodeProcess.HOME.resolve("target/echowall-" + Runtime.version().feature() + ".jsa");
    private static boolean prepared;

    private ClassArchive() {}

    /** Creates it for the Java that runs the tests, unless it exists and is newer than the jar. */
    public static synchronized void prepare() {
        if (prepared) {
            return;
        }
        try {
            if (!Files.exists(ARCHIVE)
                    || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
                CommandRun run = CommandRun.echowall("prepare");
                if (run.exitCode() != 0) {
                    throw new AssertionError("bin/echowall prepare: " + run);
                }
            }
            prepared = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
