package dev.echowall.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.TestCertificate;
import dev.echowall.tools.link.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who closed, what is said about it, the exit code, and when to come back. */
class ClientEndingIT {
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
    void a_close_by_the_server_is_told_with_code_name_and_reason() throws Exception {
        try (var server = new TestServer(vertx, closes(1012, "node2 is restarted"));
                var client = ClientRun.of(server.url())) {
            client.exitsWith(ExitCode.CUT);
            assertThat(client.noticed())
                    .endsWith("closed by the server: 1012 service-restart \"node2 is restarted\"\n");
            assertThat(client.printed()).isEmpty();
        }
    }

    @Test
    void a_normal_close_by_the_server_is_a_normal_end() throws Exception {
        try (var server = new TestServer(vertx, closes(1000, ""));
                var client = ClientRun.of(server.url())) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.noticed()).endsWith("closed by the server: 1000 normal\n");
        }
    }

    @Test
    void a_connection_that_ends_without_a_close_frame_is_lost() throws Exception {
        Consumer<ServerWebSocket> cut =
                socket -> socket.writeTextMessage("last").onSuccess(sent -> {
                    var unused =
                            ((WebSocketInternal) socket).channelHandlerContext().close();
                });
        try (var server = new TestServer(vertx, cut);
                var client = ClientRun.of(server.url())) {
            client.exitsWith(ExitCode.CUT);
            assertThat(client.printed()).isEqualTo("last\n");
            assertThat(client.noticed()).endsWith("connection lost: 1006 abnormal (no close frame)\n");
        }
    }

    @Test
    void what_comes_with_the_handshake_is_printed_even_if_the_server_closes_in_the_same_segment() throws Exception {
        try (var server = new RawServer(vertx, "81 02 6869 88 06 03f0 66756c6c");
                var client = ClientRun.of(server.url())) {
            client.exitsWith(ExitCode.CUT);
            assertThat(client.printed()).isEqualTo("hi\n");
            assertThat(client.noticed()).endsWith("closed by the server: 1008 policy-violation \"full\"\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "88 00,           0, closed by the server: 1005 no-status",
        "88 02 0fa9,      3, closed by the server: 4009 gap",
        "81 02 c328,      3, closed by us: 1007 invalid-data (text that is not UTF-8)",
        "80 01 61,        3, closed by us: 1002 protocol-error",
        "83 00,           3, closed by us: 1002 protocol-error",
        "81 81 000000 00, 3, closed by us: 1002 protocol-error",
        "82 7f 0000000001000001, 3, closed by us: 1009 too-big",
    })
    void what_a_server_does_wrong_has_a_code(String frames, int exit, String said) throws Exception {
        try (var server = new RawServer(vertx, frames);
                var client = ClientRun.of(server.url())) {
            client.exitsWith(exit);
            assertThat(client.noticed()).contains("\n" + said);
        }
    }

    @Test
    void a_message_whose_first_fragment_is_empty_is_whole() throws Exception {
        try (var server = new RawServer(vertx, "01 00 00 01 61 80 01 62");
                var client = ClientRun.of(server.url(), "--count", "1")) {
            assertThat(client.exitsWith(ExitCode.NORMAL).printed()).isEqualTo("ab\n");
        }
    }

    @Test
    void a_server_that_does_not_answer_pings_is_left_with_4012() throws Exception {
        try (var server = new RawServer(vertx, "81 02 6869");
                var client = ClientRun.of(server.url(), "--ping", "50ms")) {
            client.exitsWith(ExitCode.CUT);
            assertThat(client.noticed()).endsWith("closed by us: 4012 no-pong (no answer to our ping within 50 ms)\n");
        }
    }

    @Test
    void a_refused_handshake_is_told_with_status_and_the_servers_own_words() throws Exception {
        try (var server = TestServer.refusing(
                        vertx,
                        request -> request.response()
                                .setStatusCode(403)
                                .end("{\"error\":{\"code\":403,\"message\":\"the page's origin is not allowed\"}}"));
                var client = ClientRun.of(server.url(), "--reconnect")) {
            client.exitsWith(ExitCode.NOT_CONNECTED);
            assertThat(client.noticed()).isEqualTo("refused: 403 the page's origin is not allowed\n");
        }
    }

    @Test
    void a_refusal_of_another_server_is_told_too() throws Exception {
        try (var server = TestServer.refusing(
                        vertx, request -> request.response().setStatusCode(404).end("<html>nothing</html>"));
                var client = ClientRun.of(server.url())) {
            client.exitsWith(ExitCode.NOT_CONNECTED);
            assertThat(client.noticed()).isEqualTo("refused: 404 Not Found\n");
        }
    }

    @Test
    void a_port_where_nobody_listens_is_told_with_what_to_do() throws Exception {
        String url = "ws://localhost:" + freePort() + "/ws";
        try (var client = ClientRun.of(url)) {
            client.exitsWith(ExitCode.NOT_CONNECTED);
            assertThat(client.noticed())
                    .isEqualTo("cannot connect to " + url
                            + ": connection refused (is the server running? bin/demo starts one)\n");
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_told_with_what_to_do(@TempDir Path directory) throws Exception {
        try (var server = new TestServer(vertx, TestCertificate.options(directory), closes(1000, ""));
                var careful = ClientRun.of("wss://localhost:" + server.port() + "/");
                var trusting = ClientRun.of("-n", "wss://localhost:" + server.port() + "/")) {
            assertThat(careful.exitsWith(ExitCode.NOT_CONNECTED).noticed())
                    .contains(": TLS: ")
                    .contains("--no-check");
            assertThat(trusting.exitsWith(ExitCode.NORMAL).noticed())
                    .startsWith("connected to wss://localhost:" + server.port() + "/\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://localhost/,      it begins with ws://",
        "ws://localhost/ws#a,   a '#' in a channel's name is written %23",
        "--timeout=10,          write a whole number from 1 with its unit",
        "--ping=0s,             write a whole number from 1 with its unit",
        "--count=0,             is not a number from 1",
        "--header=nonsense,     write it like 'X-Name: value'",
        "--nonsense,            Unknown option: '--nonsense'",
    })
    void a_wrong_command_line_is_one_clear_line(String argument, String said) throws Exception {
        try (var client = ClientRun.of(argument)) {
            client.exitsWith(ExitCode.USAGE);
            assertThat(client.noticed()).contains(said).hasLineCount(1);
            assertThat(client.printed()).isEmpty();
        }
    }

    @Test
    void the_help_names_every_exit_code() throws Exception {
        try (var client = ClientRun.of("--help")) {
            client.exitsWith(0);
            for (ExitCode each : ExitCode.values()) {
                assertThat(client.printed()).containsPattern("(?m)^ +" + each.number() + "  ");
            }
        }
    }

    @Test
    void the_time_is_up_without_a_count() throws Exception {
        try (var server = new TestServer(vertx, socket -> socket.writeTextMessage("one"));
                var client = ClientRun.of(server.url(), "--timeout", "3s")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo("one\n");
            assertThat(client.noticed()).endsWith("closed by us: 1000 normal\n");
        }
    }

    @Test
    void the_time_is_up_before_the_count() throws Exception {
        try (var server = new TestServer(vertx, socket -> socket.writeTextMessage("one"));
                var client = ClientRun.of(server.url(), "--timeout", "3s", "--count", "2")) {
            client.exitsWith(ExitCode.TOO_FEW);
            assertThat(client.printed()).isEqualTo("one\n");
        }
    }

    @Test
    void the_server_ends_normally_before_the_count() throws Exception {
        try (var server = new TestServer(vertx, closes(1000, "enough"));
                var client = ClientRun.of(server.url(), "--count", "2")) {
            client.exitsWith(ExitCode.TOO_FEW);
        }
    }

    @Test
    void the_time_is_up_before_there_was_a_connection() throws Exception {
        try (var client = ClientRun.of("127.0.0.1:" + freePort(), "--reconnect", "--timeout", "2s")) {
            client.exitsWith(ExitCode.NOT_CONNECTED);
            assertThat(client.noticed()).contains("connection refused").contains("reconnecting in ");
        }
    }

    @Test
    void interrupting_closes_with_1000_first() throws Exception {
        try (var server = new TestServer(vertx, socket -> socket.writeTextMessage("one"));
                var client = ClientRun.of(server.url())) {
            client.printing("one\n").interrupts().exitsWith(ExitCode.INTERRUPTED);
            assertThat(client.noticed()).endsWith("closed by us: 1000 normal\n");
        }
    }

    @Test
    void reconnect_comes_back_and_says_what_is_missing() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Consumer<ServerWebSocket> restarted = socket -> {
            if (connections.incrementAndGet() < 3) {
                socket.close((short) 1012, "restarted");
            } else {
                socket.writeTextMessage("here");
            }
        };
        try (var server = new TestServer(vertx, restarted);
                var client = ClientRun.of(server.url(), "--reconnect", "--count", "1", "-x", "hello")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.printed()).isEqualTo("here\n");
            assertThat(client.noticed())
                    .contains("closed by the server: 1012 service-restart \"restarted\"\nreconnecting in ")
                    .contains("connected again to " + server.url() + "; what was said meanwhile is not repeated\n")
                    .endsWith("closed by us: 1000 normal\n");
        }
    }

    @Test
    void what_is_typed_between_two_connections_is_sent_on_the_second() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Consumer<ServerWebSocket> unready = socket -> {
            if (connections.incrementAndGet() == 1) {
                socket.close((short) 1013, "later");
            }
        };
        try (var server = new TestServer(vertx, unready);
                var client = ClientRun.of(server.url(), "--reconnect")) {
            client.noticing("reconnecting in ").types("patient\n");
            assertThat(server.hears()).isEqualTo("patient");
        }
    }

    @Test
    void a_server_that_drains_is_tried_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (var server = TestServer.refusing(vertx, request -> {
                    if (asked.incrementAndGet() == 1) {
                        request.response()
                                .setStatusCode(503)
                                .putHeader("Retry-After", "0")
                                .end();
                    } else {
                        request.toWebSocket().onSuccess(socket -> socket.writeTextMessage("welcome"));
                    }
                });
                var client = ClientRun.of(server.url(), "--reconnect", "--count", "1")) {
            client.exitsWith(ExitCode.NORMAL);
            assertThat(client.noticed()).startsWith("refused: 503 Service Unavailable\nreconnecting in ");
        }
    }

    @Test
    void reconnect_does_not_repeat_what_would_happen_again() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Consumer<ServerWebSocket> forbids = socket -> {
            connections.incrementAndGet();
            socket.close((short) 1008, "publishing is not allowed here");
        };
        try (var server = new TestServer(vertx, forbids);
                var client = ClientRun.of(server.url(), "--reconnect")) {
            client.exitsWith(ExitCode.CUT);
            assertThat(connections).hasValue(1);
        }
    }

    private static Consumer<ServerWebSocket> closes(int code, String reason) {
        return socket -> socket.close((short) code, reason.isEmpty() ? null : reason);
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
