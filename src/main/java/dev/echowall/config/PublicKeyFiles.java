package dev.echowall.config;

import dev.echowall.identity.PemKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;

/** The keys in the files of {@code auth.public-keys}. */
final class PublicKeyFiles {
    /** A token without a name of its key is checked with each of them. */
    static final int MOST_KEYS = 8;

    private static final int MOST_BYTES = 65536;

    private PublicKeyFiles() {}

    /**
     * Blocks: it reads the files.
     *
     * @throws ConfigException when one of them holds no key that is of use
     */
    static List<PublicKey> read(ConfigValues values) {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : values.get(Settings.PUBLIC_KEYS)) {
            try {
                keys.addAll(PemKeys.read(text(file)));
            } catch (IllegalArgumentException bad) {
                throw fault(file, String.valueOf(bad.getMessage()), values);
            } catch (IOException e) {
                throw fault(file, "cannot be read", values);
            }
        }
        if (keys.size() > MOST_KEYS) {
            throw new ConfigException(values.about(
                    "there are " + keys.size() + " keys, allowed are up to " + MOST_KEYS, Settings.PUBLIC_KEYS));
        }
        return keys;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
        }
    }

    private static ConfigException fault(Path file, String why, ConfigValues values) {
        return new ConfigException(values.about(
                InvalidValue.plain(file.toString()) + " " + why
                        + ", allowed are public keys in PEM: RSA from 2048 bits, EC P-256, P-384 or P-521, Ed25519",
                Settings.PUBLIC_KEYS));
    }
}
