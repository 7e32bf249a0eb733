package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How Server-Sent Events are framed, chunk by chunk, since the server frames them itself. */
class EventsOnTheWireIT {
    private final String channel = "long:" + UUID.randomUUID();
    private TestNode node;
    private TestHttpClient http;

    @BeforeEach
    void start() {
        node = TestNode.start("""
                limits: { queue-bytes: 262144, ping-interval: 10m }
                channels: { long: { history-size: 1000, history-bytes: 33554432, history-ttl: 1h, publish: anyone, subscribe: anyone } }
                """);
        http = new TestHttpClient(node.port());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void say(String words) {
        assertThat(http.post("/publish/" + channel, "text/plain", words).statusCode())
                .isEqualTo(200);
    }

    private RawClient listen(String version) {
        return RawClient.connect(node.port())
                .send("GET /sse/" + channel + " HTTP/" + version + "\r\nHost: localhost:" + node.port() + "\r\n\r\n");
    }

    @Test
    void every_event_is_a_chunk() {
        try (RawClient client = listen("1.1")) {
            Answer answer = client.answer(true);
            assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(answer.header("content-encoding")).isEmpty();
            assertThat(client.chunk()).matches("retry: [2-6][0-9][0-9]\n\n");
            assertThat(client.chunk()).startsWith(": " + channel + "\nid: ").endsWith(":0\n\n");
            say("hello");
            assertThat(client.chunk()).startsWith("id: ").endsWith(":1\ndata: hello\n\n");
        }
    }

    @Test
    void a_client_of_1_0_gets_no_chunks_and_an_end_with_its_connection() {
        try (RawClient client = listen("1.0")) {
            assertThat(client.answer(true).all("transfer-encoding")).isEmpty();
            String first = "retry: 333\n\n: " + channel + "\n";
            assertThat(client.bytes(first.length())).matches("retry: [2-6][0-9][0-9]\n\n: " + channel + "\n");
            node.instance().closeSessions("about to stop");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void after_the_last_chunk_the_connection_answers_again() {
        try (RawClient client = listen("1.1")) {
            client.answer(true);
            client.chunk();
            client.chunk();
            node.instance().closeSessions("about to stop");
            assertThat(client.chunk()).isEmpty();
            client.send("GET /sse/" + channel + " HTTP/1.1\r\nHost: localhost:" + node.port() + "\r\n\r\n");
            assertThat(client.answer(false).status()).isEqualTo(503);
        }
    }

    @Test
    void one_that_does_not_read_catches_up_when_it_does() {
        String page = "x".repeat(40_000);
        try (RawClient client = listen("1.1")) {
            client.answer(true);
            client.chunk();
            client.chunk();
            for (int i = 1; i <= 300; i++) {
                say(i + page);
            }
            for (int i = 1; i <= 300; i++) {
                assertThat(client.chunk()).endsWith(":" + i + "\ndata: " + i + page + "\n\n");
            }
        }
    }
}
