package dev.echowall.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret of the configuration, which may be in a file that it names instead. Never part of a message.
 *
 * @param key of the secret itself
 * @param file of the path of a file with it
 * @param what it is called
 */
record SecretFile(Setting<String> key, Setting<Path> file, String what, Pattern pattern, String allowed) {
    private static final int MOST = 4096;

    /** The key to the server API. */
    static SecretFile apiKey() {
        return new SecretFile(Settings.API_KEY, Settings.API_KEY_FILE, "key", Settings.KEY, Settings.KEY_ALLOWED);
    }

    /** The secret of tokens. */
    static SecretFile hmacSecret() {
        return new SecretFile(
                Settings.HMAC_SECRET, Settings.HMAC_SECRET_FILE, "secret", Settings.SECRET, Settings.SECRET_ALLOWED);
    }

    /**
     * Blocks: it reads the file.
     *
     * @throws ConfigException when there is a secret as well, or nothing in the file that can be one
     */
    @Nullable
    String read(ConfigValues values) {
        String said = values.find(key);
        Path path = values.find(file);
        if (path == null) {
            return said;
        }
        if (said != null) {
            throw new ConfigException(values.about("is set and " + key.path() + " too, allowed is one of them", file));
        }
        String text = text(path, values).strip();
        if (!pattern.matcher(text).matches()) {
            throw new ConfigException(values.about(
                    InvalidValue.plain(path.toString()) + (text.isEmpty() ? " is empty" : " holds no " + what)
                            + ", allowed is " + allowed + " and nothing else",
                    file));
        }
        return text;
    }

    /** Whether there is a file that others than its owner and group may read. */
    boolean isOpen(ConfigValues values) {
        Path path = values.find(file);
        try {
            return path != null && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private String text(Path path, ConfigValues values) {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(values.about(
                    InvalidValue.plain(path.toString()) + " cannot be read, allowed is a file with the " + what, file));
        }
    }
}
