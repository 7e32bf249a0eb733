package dev.echowall.tools.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The key of the management port: from a file, from the environment, or, not recommended, from the command line.
 */
public final class ApiKeyOptions {
    /** The variable that the server reads the key from, so that both can use one environment. */
    static final String VARIABLE = "ECHOWALL_MANAGEMENT_API_KEY";

    private static final int MOST = 4096;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            converter = FileConverter.class,
            description =
                    "A file with the server's management.api-key. Without it, the key is read from the environment: "
                            + VARIABLE + ".")
    private @Nullable String fromFile;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "The key itself, which is then visible to all users of this machine (ps).")
    private @Nullable String typed;

    /** Returns the key, null if there is none, and prints a warning if others can see it. */
    public @Nullable String key(Map<String, String> environment, StatusPrinter status) {
        if (typed != null) {
            status.say("--api-key shows in the process list; --api-key-file and " + VARIABLE + " do not");
        }
        String given = fromFile != null ? fromFile : typed != null ? typed : environment.get(VARIABLE);
        return given == null || given.isEmpty() ? null : given;
    }

    /** For picocli: the content of the file, which is never shown. */
    static final class FileConverter implements ITypeConverter<String> {
        @Override
        public String convert(String name) {
            try (InputStream in = Files.newInputStream(Path.of(name))) {
                String key = new String(in.readNBytes(MOST), StandardCharsets.UTF_8).strip();
                if (!key.matches("[!-~]+")) {
                    throw new TypeConversionException("'" + TerminalSafe.text(name) + "' does not contain a key");
                }
                return key;
            } catch (IOException | InvalidPathException e) {
                throw new TypeConversionException("'" + TerminalSafe.text(name) + "' cannot be read");
            }
        }
    }
}
