package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is told of a file that cannot be read as one. */
class ConfigFileFaultsTest extends ConfigFixture {
    @Test
    void a_file_that_does_not_exist_is_told_by_its_name() {
        assertThat(faultOf(directory.resolve("x.yaml"))).isEqualTo("does not exist, allowed is a YAML or JSON file");
    }

    @Test
    void a_directory_is_not_a_file() {
        assertThat(faultOf(directory)).isEqualTo("is a directory, allowed is a YAML or JSON file");
    }

    @Test
    void a_file_of_other_bytes_than_utf_8_is_refused() throws IOException {
        Path file = directory.resolve("x.yaml");
        Files.write(file, "node: { name: é }".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(faultOf(file)).isEqualTo("is not UTF-8, allowed is text in UTF-8");
    }

    @Test
    void a_file_without_end_is_refused() throws IOException {
        assertThat(faultOf(file("x.yaml", "#".repeat((1 << 20) + 1)))).isEqualTo("is too large, allowed is 1 MiB");
    }

    @Test
    void broken_json_is_told_with_its_line() throws IOException {
        assertThat(faultOf(file("x.json", "{\n  \"server\": {\n")))
                .startsWith("line ")
                .contains(": is not JSON (");
    }

    @Test
    void json_with_a_key_twice_is_refused() throws IOException {
        assertThat(faultOf(file("x.json", "{\"time\": {},\n \"time\": {}}")))
                .isEqualTo("line 2: the key time is there twice, allowed is once");
    }
}
