package dev.echowall.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.tools.link.TestServer;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is printed, what is sent, and what the handshake says. */
class ClientIT {
    @SuppressWarnings("NullAway.Init") // set before any test
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().await(ClientRun.LIMIT, TimeUnit.MILLISECONDS);
    }

    @Test
    void messages_are_printed_one_per_line_and_nothing_else_is() throws Exception {
        try (var server = new TestServer(vertx, says("one", "回音壁", "", "{\"four\":4}"));
                var client = ClientRun.of(server.url(), "--count", "4")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo("one\n回音壁\n\n{\"four\":4}\n");
            assertThat(client.noticed()).isEqualTo("connected to " + server.url() + "\nclosed by us: 1000 normal\n");
        }
    }

    @Test
    void binary_is_printed_as_its_length_and_bytes() throws Exception {
        try (var server = new TestServer(vertx, socket -> socket.writeBinaryMessage(Buffer.buffer("hello")));
                var client = ClientRun.of(server.url(), "--count", "1")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo("binary 5 bytes: 68 65 6c 6c 6f\n");
        }
    }

    @Test
    void full_prints_a_long_binary_message_to_its_end() throws Exception {
        try (var server = new TestServer(vertx, socket -> socket.writeBinaryMessage(Buffer.buffer(new byte[5000])));
                var client = ClientRun.of(server.url(), "--count", "1", "--full")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo("binary 5000 bytes:" + " 00".repeat(5000) + "\n");
        }
    }

    @Test
    void json_prints_an_object_per_message() throws Exception {
        Consumer<ServerWebSocket> talk = socket -> {
            socket.writeTextMessage("two\nlines");
            socket.writeBinaryMessage(Buffer.buffer("hello"));
        };
        try (var server = new TestServer(vertx, talk);
                var client = ClientRun.of(server.url(), "--json", "--count", "2")) {
            client.exitsWith(ExitCode.NORMAL);
            String[] lines = client.printed().split("\n");
            assertThat(lines).hasSize(2);
            assertThat(new JsonObject(lines[0]).getString("data")).isEqualTo("two\nlines");
            assertThat(new JsonObject(lines[0]).getString("type")).isEqualTo("text");
            assertThat(new JsonObject(lines[1]).getBinary("b64data"))
                    .isEqualTo(Buffer.buffer("hello").getBytes());
            assertThat(System.currentTimeMillis() - new JsonObject(lines[1]).getLong("time"))
                    .isBetween(0L, ClientRun.LIMIT);
        }
    }

    @Test
    void control_characters_reach_a_pipe_as_they_came_and_a_terminal_only_as_words() throws Exception {
        try (var server = new TestServer(vertx, says("\u001b[2Jgone"));
                var piped = ClientRun.of(server.url(), "--count", "1");
                var shown = ClientRun.onTerminal(server.url(), "--count", "1")) {
            assertThat(piped.exitsWith(ExitCode.NORMAL).printed()).isEqualTo("\u001b[2Jgone\n");
            assertThat(shown.exitsWith(ExitCode.NORMAL).printed()).isEqualTo("\\x1b[2Jgone\n");
        }
    }

    @Test
    void a_large_message_of_many_frames_is_one_line() throws Exception {
        String large = "x".repeat(3_000_000);
        try (var server = new TestServer(vertx, says(large));
                var client = ClientRun.of(server.url(), "--count", "1")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo(large + "\n");
        }
    }

    @Test
    void thousands_of_messages_are_printed_in_order() throws Exception {
        Consumer<ServerWebSocket> talk = socket -> {
            for (int i = 0; i < 5000; i++) {
                socket.writeTextMessage("n" + i);
            }
            socket.close();
        };
        try (var server = new TestServer(vertx, talk);
                var client = ClientRun.of(server.url())) {
            client.exitsWith(ExitCode.NORMAL);
            String[] lines = client.printed().split("\n");
            assertThat(lines).hasSize(5000);
            assertThat(lines[4999]).isEqualTo("n4999");
            assertThat(lines[2500]).isEqualTo("n2500");
        }
    }

    @Test
    void lines_of_standard_input_are_sent_and_its_end_does_not_end_the_client() throws Exception {
        try (var server = new TestServer(vertx, socket -> {});
                var client = ClientRun.of(server.url())) {
            client.types("first\nsecond 回音\nlast without an end").endsInput();
            assertThat(server.hears()).isEqualTo("first");
            assertThat(server.hears()).isEqualTo("second 回音");
            assertThat(server.hears()).isEqualTo("last without an end");
            client.interrupts().exitsWith(ExitCode.INTERRUPTED);
        }
    }

    @Test
    void a_long_input_is_sent_whole_and_in_order() throws Exception {
        try (var server = new TestServer(vertx, socket -> {});
                var client = ClientRun.of(server.url())) {
            for (int i = 0; i < 1000; i++) {
                client.types("line " + i + "\n");
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(server.hears()).isEqualTo("line " + i);
            }
        }
    }

    @Test
    void the_end_of_a_terminals_input_ends_the_client() throws Exception {
        try (var server = new TestServer(vertx, socket -> {});
                var client = ClientRun.onTerminal(server.url())) {
            client.types("bye\n").endsInput().exitsWith(ExitCode.NORMAL);
            assertThat(server.hears()).isEqualTo("bye");
            assertThat(client.noticed()).endsWith("closed by us: 1000 normal\n");
        }
    }

    @Test
    void execute_sends_its_messages_and_standard_input_is_not_read() throws Exception {
        Consumer<ServerWebSocket> echo = socket -> socket.textMessageHandler(socket::writeTextMessage);
        try (var server = new TestServer(vertx, echo);
                var client = ClientRun.of(server.url(), "-x", "one", "--execute", "two", "--count", "2")) {
            client.types("typed\n").exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void headers_and_origin_are_in_the_handshake() throws Exception {
        CompletableFuture<MultiMap> seen = new CompletableFuture<>();
        try (var server = new TestServer(vertx, socket -> seen.complete(socket.headers()));
                var client = ClientRun.of(
                        server.url(),
                        "-H",
                        "X-One: 1",
                        "--header",
                        "X-Two:  two words ",
                        "-o",
                        "http://wall.example")) {
            MultiMap headers = seen.get(ClientRun.LIMIT, TimeUnit.MILLISECONDS);
            assertThat(headers.get("X-One")).isEqualTo("1");
            assertThat(headers.get("X-Two")).isEqualTo("two words");
            assertThat(headers.get("Origin")).isEqualTo("http://wall.example");
            assertThat(headers.getAll("Host")).containsExactly("127.0.0.1:" + server.port());
            client.interrupts().exitsWith(ExitCode.INTERRUPTED);
        }
    }

    @Test
    void nothing_is_in_the_handshake_that_was_not_asked_for() throws Exception {
        CompletableFuture<MultiMap> seen = new CompletableFuture<>();
        try (var server = new TestServer(vertx, socket -> seen.complete(socket.headers()));
                var client = ClientRun.of(server.url(), "-H", "Host: wall.example")) {
            MultiMap headers = seen.get(ClientRun.LIMIT, TimeUnit.MILLISECONDS);
            assertThat(headers.contains("Origin")).isFalse();
            assertThat(headers.contains("Sec-WebSocket-Extensions")).isFalse();
            assertThat(headers.contains("Sec-WebSocket-Protocol")).isFalse();
            assertThat(headers.getAll("Host")).containsExactly("wall.example");
            client.interrupts().exitsWith(ExitCode.INTERRUPTED);
        }
    }

    @Test
    void the_path_and_the_query_are_asked_for_as_written() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (var server = new TestServer(vertx, socket -> seen.complete(socket.uri()));
                var client = ClientRun.of("localhost:" + server.port() + "/ws/echo:a%23b?format=json&after=:0")) {
            assertThat(seen.get(ClientRun.LIMIT, TimeUnit.MILLISECONDS))
                    .isEqualTo("/ws/echo:a%23b?format=json&after=:0");
            client.interrupts().exitsWith(ExitCode.INTERRUPTED);
        }
    }

    @Test
    void the_subprotocol_that_the_server_takes_is_named() throws Exception {
        var options = new HttpServerOptions().addWebSocketSubProtocol("second");
        try (var server = new TestServer(vertx, options, ServerWebSocket::close);
                var client = ClientRun.of(server.url(), "-s", "first", "--subprotocol", "second")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.noticed()).startsWith("connected to " + server.url() + ", subprotocol second\n");
        }
    }

    @Test
    void quiet_says_nothing_but_messages() throws Exception {
        try (var server = new TestServer(vertx, says("one"));
                var client = ClientRun.of(server.url(), "-q", "--count", "1")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo("one\n");
            assertThat(client.noticed()).isEmpty();
        }
    }

    @Test
    void a_reader_that_has_seen_enough_ends_it_quietly() throws Exception {
        Consumer<ServerWebSocket> echo = socket -> socket.textMessageHandler(socket::writeTextMessage);
        try (var server = new TestServer(vertx, echo);
                var client = ClientRun.of(server.url())) {
            client.types("one\n")
                    .printing("one\n")
                    .closesOutput()
                    .types("two\n")
                    .exitsWith(ExitCode.NORMAL);
            assertThat(client.noticed()).isEqualTo("connected to " + server.url() + "\n");
        }
    }

    @Test
    void a_ping_is_answered_by_any_server() throws Exception {
        CompletableFuture<Boolean> pinged = new CompletableFuture<>();
        Consumer<ServerWebSocket> watch = socket -> socket.frameHandler(frame -> {
            if (frame.isPing()) {
                pinged.complete(true);
                socket.writeTextMessage("pinged");
            }
        });
        try (var server = new TestServer(vertx, watch);
                var client = ClientRun.of(server.url(), "--ping", "50ms", "--count", "3")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(pinged).isCompletedWithValue(true);
        }
    }

    private static Consumer<ServerWebSocket> says(String... texts) {
        return socket -> {
            for (String text : texts) {
                socket.writeTextMessage(text);
            }
        };
    }
}
