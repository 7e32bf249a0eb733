package dev.echowall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A browser, Java's own client, npm's ws, Debian's python3-websocket and python3-tornado, and curl. */
class OtherClientsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENOUGH = "{\"close\":4000,\"reason\":\"enough\"}";

    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    private static NodeProcess node;

    @BeforeAll
    static void start() {
        node = NodeProcess.single("");
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_hears_what_it_says_and_says_goodbye(DocumentedClient program) {
        try (ClientProcess client = program.start(node.ws("/ws/echo:own-" + program), "1", "hello, 回音壁")) {
            assertThat(client.output()).containsExactly("hello, 回音壁", "closed 1000");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_hears_what_another_says(DocumentedClient program) {
        String url = node.ws("/ws/echo:other-" + program);
        try (ClientProcess client = program.start(url, "3", "hello");
                TestWebSocketClient other = TestWebSocketClient.connect(url)) {
            client.awaitLine("hello");
            other.say("hello yourself");
            other.say(new byte[] {0, 1, (byte) 0xff});

            assertThat(client.output()).containsExactly("hello", "hello yourself", "<3 bytes>", "closed 1000");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_hears_the_wall_and_the_time(DocumentedClient program) {
        try (ClientProcess client = program.start(node.ws("/ws"), "0", "hello on " + program)) {
            client.awaitLine("hello on " + program);
            awaitTick(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_is_told_why_the_server_closes(DocumentedClient program) {
        try (ClientProcess client = program.start(node.ws("/inspect"), "0", ENOUGH)) {
            assertThat(client.output()).last().isEqualTo("closed 4000 enough");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_may_not_publish_is_told_so(DocumentedClient program) {
        try (ClientProcess client = program.start(node.ws("/ws/time"), "0", "five o'clock")) {
            assertThat(client.output())
                    .last()
                    .asString()
                    .startsWith("closed 1008 ")
                    .contains("time");
        }
    }

    @Test
    void all_clients_are_told_of_a_restart() {
        try (NodeProcess leaving = NodeProcess.single("")) {
            Map<DocumentedClient, ClientProcess> clients = new EnumMap<>(DocumentedClient.class);
            for (DocumentedClient program : DocumentedClient.values()) {
                clients.put(program, program.start(leaving.ws("/ws/echo"), "0", "hello from " + program));
            }
            clients.forEach((program, client) -> client.awaitLine("hello from " + program));
            Tab tab = browserOn(leaving);
            tab.eval("void (window.talking = talk('/ws/echo', 0, 'hello from a browser'))");
            clients.values().forEach(client -> client.awaitLine("hello from a browser"));
            leaving.sigterm();

            for (ClientProcess client : clients.values()) {
                assertThat(client.output()).last().asString().startsWith("closed 1012");
            }
            assertThat(tab.eval("window.talking").path("code").asInt()).isEqualTo(1012);
            assertThat(leaving.exitCode()).isZero();
        }
    }

    @Test
    void a_browser_hears_what_it_says_and_what_another_says() {
        Tab tab = browserOn(node);
        try (TestWebSocketClient other = TestWebSocketClient.connect(node.ws("/ws/echo:browser"))) {
            tab.eval("void (window.talking = talk('/ws/echo:browser', 3, 'hello'))");
            other.awaitText("hello");
            other.say("hello yourself");
            other.say(new byte[] {0, 1, (byte) 0xff});

            JsonNode talked = tab.eval("window.talking");
            assertThat(talked.path("heard"))
                    .extracting(JsonNode::asText)
                    .containsExactly("hello", "hello yourself", "<3 bytes>");
            assertThat(talked.path("code").asInt()).isEqualTo(1000);
        }
    }

    @Test
    void a_browser_is_told_why_the_server_closes_and_its_offer_of_compression_is_passed_over() {
        JsonNode talked = browserOn(node).eval("talk('/inspect', 0, " + JSON.valueToTree(ENOUGH) + ")");

        assertThat(talked.path("code").asInt()).isEqualTo(4000);
        assertThat(talked.path("reason").asText()).isEqualTo("enough");
        assertThatOfferIsPassedOver(talked.path("heard").path(0).asText());
    }

    @Test
    void an_offer_of_compression_by_npm_ws_is_passed_over() {
        try (ClientProcess client = DocumentedClient.NODE_WS.start(node.ws("/inspect"), "1")) {
            assertThatOfferIsPassedOver(client.output().get(0));
        }
    }

    @Test
    void an_offer_of_compression_by_tornado_is_passed_over() {
        String program = """
                import asyncio, sys
                from tornado.websocket import websocket_connect

                async def main():
                    socket = await websocket_connect(sys.argv[1], compression_options={})
                    print(await socket.read_message())
                    await socket.write_message(sys.argv[2])
                    print(await socket.read_message())
                    print(await socket.read_message(), socket.close_code)

                asyncio.run(main())
                """;
        List<String> command =
                List.of(DocumentedClient.pythonWith("tornado"), "-c", program, node.ws("/inspect"), ENOUGH);
        try (ClientProcess client = ClientProcess.start(command)) {
            List<String> output = client.output();
            assertThatOfferIsPassedOver(output.get(0));
            assertThat(output.subList(1, 3))
                    .containsExactly("{\"message\":{\"kind\":\"TEXT\",\"bytes\":32,\"frames\":1}}", "None 4000");
        }
    }

    @Test
    void curl_says_something_and_reads_it() {
        List<String> command = List.of("sh", "src/test/clients/curl.sh", node.url(""), "1", "hello from curl");
        RequiredTool.program("curl");
        try (ClientProcess client = ClientProcess.start(command)) {
            List<String> output = client.output();
            assertThat(output).hasSize(2);
            assertThat(json(output.get(0)).path("result").path("offset").asLong())
                    .isPositive()
                    .isEqualTo(json(output.get(1)).path("offset").asLong());
            assertThat(json(output.get(1))
                            .path("publications")
                            .path(0)
                            .path("data")
                            .asText())
                    .isEqualTo("hello from curl");
        }
    }

    @Test
    void a_client_that_speaks_at_once_hears_itself() {
        for (int i = 0; i < 50; i++) {
            // Each channel is new to the instance: it has to learn where it stands before anybody can be told.
            try (TestWebSocketClient client = TestWebSocketClient.connect(node.ws("/ws/echo:at-once-" + i))) {
                client.say("hello");
                client.awaitText("hello");
            }
        }
    }

    /** A page of the server, with our snippet pasted into its console. */
    private static Tab browserOn(NodeProcess server) {
        Tab tab = chromium.visitor().tab(server.url("/"));
        try {
            tab.eval(Files.readString(NodeProcess.HOME.resolve("src/test/clients/browser.js")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tab;
    }

    private static void awaitTick(ClientProcess client) {
        TimeLimits.until(
                "a tick is printed",
                () -> client.lines().stream().anyMatch(line -> line.matches("20\\d\\d-.*T.*\\+08:00")));
    }

    private static void assertThatOfferIsPassedOver(String inspected) {
        JsonNode handshake = json(inspected);
        assertThat(header(handshake.path("request"), "sec-websocket-extensions"))
                .contains("permessage-deflate");
        assertThat(header(handshake.path("response"), "sec-websocket-extensions"))
                .isEmpty();
    }

    private static String header(JsonNode message, String name) {
        for (JsonNode each : message.path("headers")) {
            if (each.get(0).asText().equalsIgnoreCase(name)) {
                return each.get(1).asText();
            }
        }
        return "";
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
