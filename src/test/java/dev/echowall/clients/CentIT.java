package dev.echowall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.CommandRun;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Libraries for back ends of Centrifugo, unchanged, with the server API: npm's cent.js and PyPI's cent. */
class CentIT {
    private static final String KEY = "s3cret-of-sixteen";
    private static final Path PYTHON = Path.of(".venv/bin/python");

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                management: { api-key: %s }
                auth: { hmac-secret: "%s" }
                channels: { default: { history-size: 100 } }
                """.formatted(KEY, Tokens.SECRET));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** Runs a program that calls all methods, on a user who is connected. */
    private static void run(List<String> program) {
        String user = UUID.randomUUID().toString();
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            client.ask("connect", new JsonObject().put("token", Tokens.of(user)).encode());
            List<String> arguments = List.of("http://127.0.0.1:" + node.management() + "/api", KEY, user);
            CommandRun run = CommandRun.of(new ProcessBuilder(
                    Stream.concat(program.stream(), arguments.stream()).toList()));
            assertThat(run.out()).as(run.err()).isEqualTo("ok\n");
            assertThat(client.closed().code()).isEqualTo(4000);
            List<String> pushed = client.pushes().stream()
                    .flatMap(push ->
                            Stream.of("subscribe", "unsubscribe", "refresh").filter(push::containsKey))
                    .toList();
            assertThat(pushed).containsExactly("subscribe", "unsubscribe", "refresh");
        }
    }

    @Test
    void cent_js_works_unchanged() {
        Path javaScript = RequiredTool.program("node");
        if (!Files.isDirectory(Path.of("node_modules/cent.js"))) {
            throw RequiredTool.missing("npm's cent.js is not installed");
        }
        run(List.of(javaScript.toString(), "src/test/clients/api/cent_client.cjs"));
    }

    @Test
    void cent_works_unchanged() throws IOException {
        if (!Files.isExecutable(PYTHON) || !hasCent()) {
            throw RequiredTool.missing("PyPI's cent is not installed");
        }
        run(List.of(PYTHON.toString(), "src/test/clients/api/cent_client.py"));
    }

    private static boolean hasCent() throws IOException {
        try (Stream<Path> directories = Files.list(Path.of(".venv/lib"))) {
            return directories.anyMatch(each -> Files.isDirectory(each.resolve("site-packages/cent")));
        }
    }
}
