package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpConnectionsIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("limits: { handshake-timeout: 500ms, connections: 3 }");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void who_says_nothing_is_cut_off() {
        try (RawClient client = RawClient.connect(node.port())) {
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void who_says_it_octet_by_octet_is_cut_off() {
        long begun = System.nanoTime();
        try (RawClient client = RawClient.connect(node.port())) {
            boolean cut = false;
            for (int i = 0; i < 2_000 && !cut; i++) {
                try {
                    client.send(i == 0 ? "GET / HTTP/1.1\r\nHost: localhost\r\nX: " : "x");
                    LockSupport.parkNanos(10_000_000);
                } catch (UncheckedIOException closed) {
                    cut = true;
                }
            }
            assertThat(cut).isTrue();
        }
        assertThat(System.nanoTime() - begun).isGreaterThan(400_000_000L);
    }

    @Test
    void a_connection_that_has_asked_stays_open_for_more() {
        try (RawClient client = RawClient.connect(node.port())) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.answer(false).status()).isEqualTo(200);
                LockSupport.parkNanos(400_000_000);
            }
        }
    }

    @Test
    void a_websocket_outlives_the_time_for_its_handshake() {
        try (RawClient client = RawClient.webSocket(node.port(), "/ws/echo")) {
            LockSupport.parkNanos(800_000_000);
            assertThat(client.text("here").frame().text()).isEqualTo("here");
        }
    }

    @Test
    void headers_and_addresses_have_bounds() {
        Answer header = RawClient.ask(
                node.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(17_000) + "\r\n\r\n");
        assertThat(header.status()).isEqualTo(431);
        assertThat(new JsonObject(header.text()).getJsonObject("error").getString("message"))
                .isNotBlank();
        Answer line = RawClient.ask(node.port(), "GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(line.status()).isEqualTo(414);
    }

    @Test
    void pipelined_requests_are_all_answered() {
        try (RawClient client = RawClient.connect(node.port())) {
            client.send("GET /js/main.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100));
            for (int i = 0; i < 100; i++) {
                assertThat(client.answer(false).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void more_connections_than_allowed_are_refused_and_places_become_free_again() {
        try (RawClient one = RawClient.webSocket(node.port(), "/ws/echo");
                RawClient two = RawClient.webSocket(node.port(), "/ws/echo");
                RawClient three = RawClient.webSocket(node.port(), "/inspect")) {
            Answer refused = RawClient.ask(node.port(), RawClient.handshake(node.port(), "/ws", ""));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isNotBlank();
            assertThat(new JsonObject(refused.text()).getJsonObject("error").getString("name"))
                    .isEqualTo("too_many");
            // Each of them is refused or takes the place and leaves it again at once.
            one.frame(0x88, new byte[0]);
            assertThat(one.ended()).isTrue();
            TimeLimits.until(
                    "a place is free",
                    () -> RawClient.ask(node.port(), RawClient.handshake(node.port(), "/ws", ""))
                                    .status()
                            == 101);
            assertThat(two.text("still here").frame().text()).isEqualTo("still here");
            assertThat(three.frame().text()).contains("Switching Protocols");
        }
    }

    @Test
    void who_leaves_is_sent_elsewhere_and_who_comes_is_refused() {
        try (TestNode leaving = TestNode.start("");
                RawClient client = RawClient.webSocket(leaving.port(), "/ws/echo")) {
            Future<Void> gone = leaving.instance().closeSessions("about to stop");
            assertThat(client.closeFrame().closeCode()).isEqualTo(1012);
            client.frame(0x88, new byte[] {3, (byte) 0xf4});
            assertThat(client.ended()).isTrue();
            TimeLimits.await(gone);
            for (String path : new String[] {"/ws", "/ws/echo", "/inspect"}) {
                assertDraining(RawClient.ask(leaving.port(), RawClient.handshake(leaving.port(), path, "")));
            }
            assertDraining(RawClient.ask(leaving.port(), "GET /poll/echo HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            // A proxy may not repeat a POST elsewhere, so what still comes is kept.
            Answer kept = RawClient.ask(
                    leaving.port(), "POST /publish/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx");
            assertThat(kept.status()).isEqualTo(200);
            Answer ready = RawClient.ask(leaving.management(), "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(new JsonObject(ready.text()).getBoolean("draining")).isTrue();
        }
    }

    private static void assertDraining(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotBlank();
        assertThat(new JsonObject(answer.text()).getJsonObject("error").getString("name"))
                .isEqualTo("draining");
    }
}
