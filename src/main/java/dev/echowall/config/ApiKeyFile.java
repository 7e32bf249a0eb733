package dev.echowall.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The key to the server API, from the configuration or from a file that it names. Never part of a message. */
final class ApiKeyFile {
    static final Pattern KEY = Pattern.compile("[!-~]{16,1024}");
    static final String ALLOWED = "16 to 1024 visible ASCII characters";

    private static final int MOST = 4096;

    private ApiKeyFile() {}

    /**
     * Blocks while it reads the file.
     *
     * @throws ConfigException if there is a key as well, or the file does not contain a valid key
     */
    static @Nullable String key(ConfigValues values) {
        String key = values.find(Settings.API_KEY);
        Path file = values.find(Settings.API_KEY_FILE);
        if (file == null) {
            return key;
        }
        if (key != null) {
            throw new ConfigException(
                    values.about("is set and management.api-key too, allowed is one of them", Settings.API_KEY_FILE));
        }
        String text = read(file, values).strip();
        if (!KEY.matcher(text).matches()) {
            throw new ConfigException(values.about(
                    InvalidValue.plain(file.toString()) + (text.isEmpty() ? " is empty" : " holds no key")
                            + ", allowed is " + ALLOWED + " and nothing else",
                    Settings.API_KEY_FILE));
        }
        return text;
    }

    /** Whether users other than its owner and group may read it. */
    static boolean isOpen(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private static String read(Path file, ConfigValues values) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(values.about(
                    InvalidValue.plain(file.toString()) + " cannot be read, allowed is a file with the key",
                    Settings.API_KEY_FILE));
        }
    }
}
