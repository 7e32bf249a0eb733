package dev.echowall.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that a test needs and that may not be installed. Without it the test is skipped with a message; with the
 * system property {@code test.strict=true} it fails instead.
 */
public final class RequiredTool {
    private RequiredTool() {}

    /**
     * The path of the first of these that is installed: on the PATH, or in directories of Debian that are not on the PATH
     * of ordinary users.
     */
    public static Path program(String... names) {
        return Stream.of(names)
                .flatMap(name -> find(name).stream())
                .findFirst()
                .orElseThrow(() -> missing(String.join(" or ", names) + " is not installed"));
    }

    /** The same of a program that bin/test does not install: without it the test is skipped in any case. */
    public static Path optionalProgram(String name) {
        Optional<Path> found = find(name);
        Assumptions.assumeTrue(found.isPresent(), name + " is not installed");
        return found.orElseThrow();
    }

    private static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Skips the test with this reason, or fails it if nothing may be skipped. */
    public static AssertionError missing(String reason) {
        if (Boolean.getBoolean("test.strict")) {
            throw new AssertionError(reason + " (test.strict)");
        }
        Assumptions.abort(reason);
        throw new AssertionError(reason);
    }
}
