package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.docs.Excerpt;
import dev.echowall.testing.Browser.Visitor;
import dev.echowall.testing.ClassArchive;
import dev.echowall.testing.DemoPorts;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Processes;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** docs/tutorial.md from its first line to its last: what it says to type is typed, and its page is used. */
class TutorialProcessIT {
    private static final String TUTORIAL = "docs/tutorial.md";
    private static final Pattern TYPED =
            Pattern.compile("<!-- terminal (\\d) -->\\n```sh\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Duration START = Duration.ofMinutes(2);

    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    @RegisterExtension
    final DemoPorts ports = new DemoPorts(8080, 3000);

    private final List<Terminal> terminals = new ArrayList<>();

    @AfterEach
    void closeTheTerminals() {
        for (Terminal terminal : terminals) {
            terminal.shell().descendants().forEach(ProcessHandle::destroyForcibly);
            terminal.shell().destroyForcibly();
        }
    }

    @Test
    void whoever_follows_the_tutorial_loses_no_order_when_an_instance_is_killed() throws Exception {
        for (String tool : List.of("setsid", "nginx", "npm", "openssl", "curl", "pgrep")) {
            RequiredTool.program(tool);
        }
        ClassArchive.prepare();
        Terminal instances = type(1);
        instances.await("Ctrl-C");
        type(2).await("http://localhost:3000");
        Tab ann = logIn(chromium.visitor(), "ann", "green");
        Tab bob = logIn(chromium.another(), "bob", "black");
        order(ann, 3);
        order(bob, 1);
        awaitOrders(ann, 3);
        awaitOrders(bob, 1);

        // Bob leaves, so that it is Ann's instance that is found and killed.
        bob.visit("data:text/html,bye");
        TimeLimits.until("one is connected", () -> connections() == 1);
        ann.eval("""
                window.states = [];
                new MutationObserver(() => states.push(document.getElementById('state').textContent))
                    .observe(document.getElementById('state'), {childList: true}); 1""");
        Terminal kill = type(3);
        int ordered = 3;
        while (kill.shell().isAlive()) {
            order(ann, 1);
            ordered++;
        }
        assertThat(kill.text()).contains("killed node");
        order(ann, 20);
        ordered += 20;
        awaitOrders(ann, ordered);
        assertThat(ann.eval("states").toString()).isEqualTo("[\"connecting …\",\"connected\"]");
        instances.await("was killed");

        // Whoever comes back is given everything that is kept.
        awaitOrders(logIn(chromium.another(), "ann", "green"), ordered);
        assertThat(ann.complaints()).allMatch(each -> each.contains("WebSocket connection"));

        // As the terminal does it: to the whole process group in front.
        Processes.signal(-instances.shell().pid(), "INT");
        TimeLimits.until(
                "the instances have ended", START, () -> !instances.shell().isAlive());
        assertThat(instances.shell().exitValue()).isZero();
    }

    /** Gives to a new terminal what the tutorial has for it. */
    private Terminal type(int terminal) throws IOException {
        Path directory = Files.createDirectories(NodeProcess.HOME.resolve("target/processes/tutorial"));
        // Not an argument of the shell's: pgrep would find it there.
        Path script = Files.writeString(directory.resolve("terminal-" + terminal + ".sh"), typed(terminal));
        Path output = directory.resolve("terminal-" + terminal + ".log");
        ProcessBuilder builder = Processes.inTerminal("bash", script.toString())
                .directory(NodeProcess.HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(each -> each.startsWith("ECHOWALL_"));
        // Fetched before by bin/test: without a network it works, too.
        builder.environment().put("npm_config_prefer_offline", "true");
        // As other instances of the tests: they live for seconds.
        builder.environment().put("ECHOWALL_JAVA", NodeProcess.ownJava());
        builder.environment().put("ECHOWALL_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        Process shell = builder.start();
        Processes.endWithThisOne(shell);
        Terminal started = new Terminal(shell, output);
        terminals.add(started);
        return started;
    }

    private static String typed(int terminal) {
        Matcher block = TYPED.matcher(Excerpt.text(TUTORIAL));
        while (block.find()) {
            if (block.group(1).equals(String.valueOf(terminal))) {
                return block.group(2);
            }
        }
        throw new AssertionError("nothing is to be typed in terminal " + terminal);
    }

    private static Tab logIn(Visitor visitor, String name, String password) {
        Tab tab = visitor.tab("http://localhost:3000");
        tab.eval("document.getElementById('name').value = '" + name + "'");
        tab.eval("document.getElementById('password').value = '" + password + "'");
        tab.eval("document.querySelector('#login button').click()");
        tab.until("connected", "document.getElementById('state').textContent === 'connected'");
        return tab;
    }

    private static int connections() {
        return IntStream.of(9081, 9082, 9083)
                .mapToObj(port -> new TestHttpClient(port).get("/metrics").body())
                .flatMap(String::lines)
                .filter(line -> line.startsWith("echowall_connections{transport=\"centrifugal\"}"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static void order(Tab tab, int count) {
        for (int i = 0; i < count; i++) {
            tab.click("order");
            tab.until("answered", "!document.getElementById('order').disabled");
            assertThat(tab.text("state")).doesNotContain("not taken");
        }
    }

    /** Exactly these, in order. */
    private static void awaitOrders(Tab tab, int count) {
        tab.until("as many orders", "document.getElementById('orders').children.length >= " + count);
        JsonNode shown = tab.eval("[...document.getElementById('orders').children].map(each => each.textContent)");

        assertThat(shown)
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, count)
                        .mapToObj(each -> "order " + each + ": accepted")
                        .toList());
    }

    /** A shell, and the file with all that it prints. */
    private record Terminal(Process shell, Path output) {
        boolean said(String what) {
            return text().contains(what);
        }

        void await(String what) {
            TimeLimits.until(what, START, () -> {
                boolean running = shell.isAlive();
                if (!said(what) && !running) {
                    throw new AssertionError("it ended without " + what + ":\n" + text());
                }
                return said(what);
            });
        }

        String text() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                return e.toString();
            }
        }
    }
}
