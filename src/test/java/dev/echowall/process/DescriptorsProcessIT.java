package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance with no descriptor left. */
@RunsAlone
class DescriptorsProcessIT {
    private static final int LEFT = 30;

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void new_clients_are_refused_at_once_and_old_ones_go_on(String transport) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (NodeProcess node = NodeProcess.withServer("native-transport: " + transport);
                RawClient old = RawClient.webSocket(node.ports().http(), "/ws/echo")) {
            int port = node.ports().http();
            limit(node, LEFT);
            TimeLimits.until("one is refused", () -> !isLetIn(clients, port));

            Instant begun = Instant.now();
            for (int i = 0; i < 50; i++) {
                RawClient.Answer answer = RawClient.ask(port, RawClient.handshake(port, "/ws/echo", ""));
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text()).contains("\"name\":\"too_many\"", "descriptors");
            }
            assertThat(Duration.between(begun, Instant.now())).isLessThan(TimeLimits.stretched(Duration.ofSeconds(3)));
            assertThat(RawClient.ask(node.ports().management(), "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .status())
                    .as("a probe's answer")
                    .isEqualTo(200);
            assertThat(old.text("still here").said().text()).isEqualTo("still here");

            clients.forEach(RawClient::close);
            Instant released = Instant.now();
            TimeLimits.until("there is room again", () -> {
                try (RawClient client = RawClient.connect(port)) {
                    return client.send(client.handshake("/ws/echo", ""))
                                    .answer(false)
                                    .status()
                            == 101;
                }
            });
            assertThat(Duration.between(released, Instant.now()))
                    .isLessThan(TimeLimits.stretched(Duration.ofSeconds(1)));
            assertThat(node.log().stream().filter(DescriptorsProcessIT::isOfTrouble))
                    .hasSize(1);
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    private static boolean isLetIn(List<RawClient> clients, int port) {
        RawClient client = RawClient.connect(port);
        clients.add(client);
        return client.send(RawClient.handshake(port, "/ws/echo", ""))
                        .answer(false)
                        .status()
                == 101;
    }

    private static boolean isOfTrouble(JsonObject line) {
        return !line.getString("level").equals("INFO") || line.getValue("throwable") != null;
    }

    /** From now on it can open so many more. */
    private static void limit(NodeProcess node, int more) throws IOException, InterruptedException {
        long open;
        try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(node.pid()), "fd"))) {
            open = all.count();
        }
        String limit = (open + more) + ":" + (open + more);
        int code;
        try {
            code = new ProcessBuilder("prlimit", "--pid", String.valueOf(node.pid()), "--nofile=" + limit)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw RequiredTool.missing("prlimit (util-linux)");
        }
        assertThat(code).isZero();
    }
}
