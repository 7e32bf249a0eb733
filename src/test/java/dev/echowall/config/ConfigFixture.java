package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Configuration files of a test, in a directory of its own. */
abstract class ConfigFixture {
    @TempDir
    Path directory;

    Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    Config load(String yaml) throws IOException {
        return Config.load(file("x.yaml", yaml), Map.of()).config();
    }

    /** What is told after the file's name. */
    static String faultOf(Path file) {
        ConfigException told = catchThrowableOfType(ConfigException.class, () -> Config.load(file, Map.of()));
        String line = String.valueOf(told.getMessage());
        assertThat(line).startsWith(file + ": ").doesNotContain("\n");
        return line.substring((file + ": ").length());
    }
}
