package dev.echowall.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    private static final Pattern ADDRESS = Pattern.compile("(ws|wss|http|https)://[^\\s'\"),]*[^\\s'\"),.]");

    private static final Pattern KEY =
            Pattern.compile("\\b(auth|channels|cluster|limits|management|server)\\.[a-z-]+[a-z]");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line = line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    private static CommandLine line() {
        return Main.commandLine(ServiceLoader.load(Subcommand.class));
    }

    static Set<String> commands() {
        return line().getSubcommands().keySet();
    }

    @Test
    void the_tools_are_found() {
        assertThat(commands())
                .contains("serve", "client", "publish", "verify", "bench", "journal", "prepare", "completion");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_has_help(String command) {
        assertThat(line.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: echowall " + command, "--help", "--version");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_says_which_version_it_is(String command) {
        assertThat(line.execute(command, "--version")).isZero();
        assertThat(out.toString()).startsWith("echowall ").contains(" on Java ");
    }

    @ParameterizedTest
    @CsvSource({
        "srve,                       Unknown command: 'srve'; did you mean serve?",
        "serve --cnf x,              did you mean --conf?",
        "bench --conections 5,       Unknown option: '--conections'; did you mean --connections?",
        "verify --subscriber=5,      did you mean --subscribers?"
    })
    void a_slip_is_told_with_what_may_be_meant(String typed, String told) {
        assertThat(line.execute(typed.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(told).contains("--help").hasLineCount(1);
    }

    @Test
    void what_resembles_nothing_is_told_without_a_guess() {
        assertThat(line.execute("sing")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("Unknown command: 'sing' (echowall --help shows what is allowed)");
    }

    @Test
    void a_script_completes_commands_and_options() {
        assertThat(line.execute("completion")).isZero();
        assertThat(out.toString())
                .contains("_complete_echowall", "publish", "--api-key-file")
                .contains("bench");
    }

    @ParameterizedTest
    @MethodSource("commandsAndWidths")
    void help_of_any_width_leaves_addresses_and_keys_whole(String command, int width) {
        CommandLine of = requireNonNull(line().getSubcommands().get(command));
        String unbroken = of.setUsageHelpWidth(5_000).getUsageMessage();
        String help = of.setUsageHelpWidth(width).getUsageMessage();
        assertThat(Stream.of(ADDRESS, KEY)
                        .flatMap(each -> each.matcher(unbroken).results())
                        .map(each -> each.group())
                        .toList())
                .allSatisfy(whole -> assertThat(help).contains(whole));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_begins_with_what_the_command_does_and_no_heading_is_without_lines(String command) {
        String help = requireNonNull(line().getSubcommands().get(command)).getUsageMessage();
        assertThat(help).doesNotStartWith("Usage").matches(Pattern.compile("[^\\n]+[.\\n].*", Pattern.DOTALL));
        assertThat(help.strip()).doesNotEndWith(":");
        assertThat(line().getUsageMessage().strip()).doesNotEndWith(":");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void no_line_of_an_example_is_too_long_for_a_terminal(String command) {
        var help = requireNonNull(line().getSubcommands().get(command))
                .getCommandSpec()
                .usageMessage();
        assertThat(help.footer())
                .filteredOn(each -> each.startsWith("  "))
                .allSatisfy(each -> assertThat(each).hasSizeLessThan(80));
    }

    static Stream<Arguments> commandsAndWidths() {
        return commands().stream()
                .flatMap(command -> Stream.of(80, 96, 120, 160).map(width -> Arguments.of(command, width)));
    }
}
