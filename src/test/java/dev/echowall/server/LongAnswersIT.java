package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that take many times as long as a connection may be idle. */
class LongAnswersIT {
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                limits: { idle-timeout: 200ms, handshake-timeout: 200ms, ping-interval: 10m }
                time: { interval: 50ms }
                """);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static RawClient ask(String path) {
        return RawClient.connect(node.port()).send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void a_stream_of_events_lives_as_long_as_it_is_wanted() {
        try (RawClient client = ask("/sse/time")) {
            Answer answer = client.answer(true);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            for (long begun = System.nanoTime(); System.nanoTime() - begun < LONG_NANOS; ) {
                assertThat(client.chunk()).isNotEmpty();
            }
        }
    }

    @Test
    void a_stream_in_which_nothing_happens_lives_too() {
        try (RawClient silent = ask("/sse/echo:silent");
                RawClient ticks = ask("/sse/time")) {
            silent.answer(true);
            silent.chunk();
            silent.chunk();
            ticks.answer(true);
            for (long begun = System.nanoTime(); System.nanoTime() - begun < LONG_NANOS; ) {
                ticks.chunk();
            }
            assertThat(RawClient.ask(
                                    node.port(),
                                    "POST /publish/echo:silent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx")
                            .status())
                    .isEqualTo(200);
            assertThat(silent.chunk()).endsWith("data: x\n\n");
        }
    }

    @Test
    void a_poll_waits_as_long_as_it_was_asked_to() {
        long begun = System.nanoTime();
        try (RawClient client = ask("/poll/echo:nobody?wait=1500ms")) {
            assertThat(client.answer(false).status()).isEqualTo(200);
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(LONG_NANOS - 100_000_000);
        }
    }

    @Test
    void a_websocket_lives_with_messages_and_without() {
        try (RawClient silent = RawClient.webSocket(node.port(), "/ws/echo:nobody");
                RawClient client = RawClient.webSocket(node.port(), "/ws/time")) {
            for (long begun = System.nanoTime(); System.nanoTime() - begun < LONG_NANOS; ) {
                assertThat(client.frame().text()).isNotEmpty();
            }
            assertThat(silent.text("still here").frame().text()).isEqualTo("still here");
        }
    }

    @Test
    void a_connection_that_asks_nothing_more_is_closed() {
        long begun = System.nanoTime();
        try (RawClient client = ask("/poll/echo")) {
            assertThat(client.answer(false).status()).isEqualTo(200);
            assertThat(client.ended()).isTrue();
            assertThat(System.nanoTime() - begun).isGreaterThan(190_000_000);
        }
    }
}
