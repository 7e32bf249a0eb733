package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CommandRun;
import dev.echowall.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as its users meet it. */
class CommandProcessIT {
    private static final int WRONG_CONFIG = 2;

    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("wall.yaml"), text);
    }

    private static String ports(int http, int management, int cluster, int bus) {
        return """
                server: { host: 127.0.0.1, port: %d }
                management: { port: %d }
                cluster: { port: %d, bus-port: %d }
                """.formatted(http, management, cluster, bus);
    }

    private static void assertOneLine(CommandRun run, String... parts) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(WRONG_CONFIG);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains(parts);
    }

    @Test
    void a_wrong_value_stops_the_start_with_one_line_of_file_key_and_what_is_allowed() throws IOException {
        Path conf = file("server: { port: 80808 }\n");
        assertOneLine(CommandRun.echowall("serve", "--conf", conf.toString()), conf.toString(), "server.port", "65535");
    }

    @Test
    void an_unknown_key_stops_the_start() throws IOException {
        Path conf = file("server: { prot: 8080 }\n");
        assertOneLine(CommandRun.echowall("serve", "--conf", conf.toString()), conf.toString(), "server.prot");
    }

    @Test
    void a_file_that_is_not_there_stops_the_start() {
        Path conf = directory.resolve("nowhere.yaml");
        assertOneLine(CommandRun.echowall("serve", "--conf", conf.toString()), conf.toString());
    }

    @Test
    void a_directory_instead_of_a_file_stops_the_start() {
        assertOneLine(CommandRun.echowall("serve", "--conf", directory.toString()), directory.toString());
    }

    @Test
    void a_port_that_is_taken_stops_the_start_with_its_key() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path conf = file(ports(taken.getLocalPort(), FreePorts.take(), FreePorts.take(), FreePorts.take()));
            assertOneLine(
                    CommandRun.echowall("serve", "--conf", conf.toString()),
                    conf.toString(),
                    "server.port",
                    String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void a_cluster_port_that_is_taken_stops_the_start_with_its_key() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path conf = file(ports(FreePorts.take(), FreePorts.take(), taken.getLocalPort(), FreePorts.take()));
            assertOneLine(
                    CommandRun.echowall("serve", "--conf", conf.toString()),
                    conf.toString(),
                    "cluster.port",
                    String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void a_journal_that_cannot_be_written_stops_the_start_with_its_key() throws IOException {
        Path used = Files.writeString(directory.resolve("journal"), "a file");
        Path conf = file(ports(FreePorts.take(), FreePorts.take(), FreePorts.take(), FreePorts.take())
                + "journal: { directory: \"" + used + "\" }\n");
        assertOneLine(
                CommandRun.echowall("serve", "--conf", conf.toString()),
                "echowall: " + conf + ": journal.directory: ",
                used.toString(),
                "it is no directory");
    }

    @Test
    void a_right_file_passes_the_check_and_nothing_is_started() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path conf = file("server: { host: 127.0.0.1, port: %d }\n".formatted(taken.getLocalPort()));
            CommandRun run = CommandRun.echowall("serve", "--conf", conf.toString(), "--check");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("valid");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void a_wrong_file_does_not_pass_the_check() throws IOException {
        Path conf = file("time: { interval: soon }\n");
        assertOneLine(
                CommandRun.echowall("serve", "--check", "--conf", conf.toString()), conf.toString(), "time.interval");
    }

    @Test
    void the_files_that_come_with_it_pass_the_check() {
        for (String each : new String[] {"echowall", "node1", "node2", "node3"}) {
            CommandRun run = CommandRun.echowall("serve", "--check", "-conf", "conf/" + each + ".yaml");
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
    }

    @Test
    void help_names_the_commands() {
        CommandRun run = CommandRun.echowall("--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("serve", "client");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void help_of_serve_explains_the_exit_codes() {
        CommandRun run = CommandRun.echowall("serve", "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--conf", "--check", "75");
    }

    @Test
    void an_unknown_command_is_refused_with_where_to_look() {
        CommandRun run = CommandRun.echowall("sing");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("sing", "--help");
    }
}
