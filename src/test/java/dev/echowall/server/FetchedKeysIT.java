package dev.echowall.server;

import static dev.echowall.testing.KeySetServer.jwk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.KeySetServer;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that wait until the key of their token was fetched: on a connection that goes on, or not. */
class FetchedKeysIT {
    private static final KeyPair PAIR = Tokens.rsa(2048);
    private static final String TOKEN =
            Tokens.signed("SHA256withRSA", PAIR.getPrivate(), "{\"alg\":\"RS256\",\"kid\":\"a\"}", "{\"sub\":\"42\"}");
    private static final String BEARER = "Authorization: Bearer " + TOKEN + "\r\n";

    private final KeySetServer login = new KeySetServer();
    private final CountDownLatch go = new CountDownLatch(1);
    private TestNode node;

    /** The first fetch takes until {@link #go}. */
    @BeforeEach
    void start() {
        login.answers(exchange -> {
            go.await(10, TimeUnit.SECONDS);
            byte[] body = ("{\"keys\":[" + jwk(PAIR, "a") + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        });
        node = TestNode.start("""
                auth: { jwks-url: "%s" }
                channels: { chat: { publish: users, history-size: 10 } }
                """.formatted(login.url()));
    }

    @AfterEach
    void stop() {
        go.countDown();
        node.close();
        login.close();
    }

    /** Of another client, which shows that all that came before has been looked at. */
    private void assertServes() {
        assertThat(RawClient.ask(node.port(), "GET /instances HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_handshake_waits_and_becomes_a_websocket() {
        try (RawClient socket = RawClient.connect(node.port())) {
            socket.send(RawClient.handshake(node.port(), "/ws/chat", BEARER));
            assertServes();
            go.countDown();

            assertThat(socket.answer(true).status()).isEqualTo(101);
            socket.text("hello");
            assertThat(socket.frame().text()).isEqualTo("hello");
        }
    }

    @Test
    void a_centrifugal_client_whose_key_cannot_be_fetched_may_try_again() {
        try (KeySetServer broken = new KeySetServer()) {
            broken.answers(503, "");
            try (TestNode without = TestNode.start("auth: { jwks-url: \"%s\" }".formatted(broken.url()));
                    CentrifugalClient client = CentrifugalClient.open(without.port())) {
                JsonObject error =
                        client.ask("connect", "{\"token\":\"" + TOKEN + "\"}").getJsonObject("error");
                assertThat(error.getInteger("code")).isEqualTo(4506);
                assertThat(error.getBoolean("temporary")).isTrue();
            }
        }
    }

    @Test
    void a_body_that_came_meanwhile_is_not_lost() {
        try (RawClient client = RawClient.connect(node.port())) {
            client.send(
                    "POST /publish/chat HTTP/1.1\r\nHost: localhost\r\n" + BEARER + "Content-Length: 5\r\n\r\nhello");
            assertServes();
            go.countDown();

            assertThat(client.answer(false).status()).isEqualTo(200);
            client.send("GET /poll/chat?after=:0 HTTP/1.1\r\nHost: localhost\r\n" + BEARER + "\r\n");
            assertThat(client.answer(false).text()).contains("\"data\":\"hello\"");
        }
    }

    @Test
    void who_has_gone_meanwhile_does_no_harm() {
        for (String line : new String[] {"/ws/chat", "/sse/chat"}) {
            RawClient gone = RawClient.connect(node.port());
            gone.send(
                    line.startsWith("/ws")
                            ? RawClient.handshake(node.port(), line, BEARER)
                            : "GET " + line + " HTTP/1.1\r\nHost: localhost\r\n" + BEARER + "\r\n");
            assertServes();
            gone.breaks();
        }
        go.countDown();

        Answer poll = RawClient.ask(node.port(), "GET /poll/chat HTTP/1.1\r\nHost: localhost\r\n" + BEARER + "\r\n");
        assertThat(poll.status()).isEqualTo(200);
        TimeLimits.until("nobody is connected", () -> connections() == 0);
    }

    private int connections() {
        String metrics = RawClient.ask(node.management(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
        return (int) metrics.lines()
                .filter(line -> line.startsWith("echowall_connections{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void while_the_login_is_gone_the_answer_is_to_come_later() {
        login.answers(500, "");
        go.countDown();
        try (TestNode other = TestNode.start("auth: { jwks-url: \"" + login.url() + "\" }")) {
            Answer answer =
                    RawClient.ask(other.port(), "GET /poll/chat HTTP/1.1\r\nHost: localhost\r\n" + BEARER + "\r\n");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("keys_unavailable");
            assertThat(answer.header("retry-after")).isNotEmpty();
        }
    }
}
