package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.NodeProcess.Start;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.UnreadSockets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A small process, and many who do not read what they ask for. */
@RunsAlone
class UnreadAnswersProcessIT {
    private static final int CLIENTS = 100;
    private static final int WARM_UP = 50;
    /** Asked for before anything is measured: it takes its time. */
    private static final Duration SOON = TimeLimits.promised(Duration.ofSeconds(1));
    /** A large page has to wait until there is room again, and for those who asked before. */
    private static final Duration LATER = SOON.multipliedBy(3);
    /** A MiB that is six times as large in JSON. */
    private static final int PUBLICATIONS = 17;

    private static final String CONTROL = "\u0001".repeat(60_000);

    @Test
    void clients_that_read_nothing_cost_the_others_nothing() {
        try (NodeProcess node =
                NodeProcess.single(Start.BARE, "-Xmx128m -XX:TieredStopAtLevel=1", "limits: { publish-rate: 0 }")) {
            int port = node.ports().http();
            for (int i = 0; i < PUBLICATIONS; i++) {
                assertThat(node.http()
                                .post("/publish/echo:large", "text/plain", CONTROL)
                                .statusCode())
                        .isEqualTo(200);
            }
            // It has been running for a while: what a page costs the first time is not what is asked here.
            for (int i = 0; i < WARM_UP; i++) {
                node.http().get("/poll/echo:large?after=:0");
            }
            try (UnreadSockets sockets = new UnreadSockets()) {
                for (String path : List.of("/poll/echo:large?after=:0", "/sse/echo:large?after=:0", "/")) {
                    sockets.ask(port, CLIENTS, get(path).repeat(8));
                    assertServed(node, "unread: " + path);
                }
                for (String path : List.of("/ws/echo:large?format=json&after=:0", "/inspect")) {
                    sockets.ask(port, CLIENTS, RawClient.handshake(port, path, ""));
                    assertServed(node, "unread: " + path);
                }
                sockets.ask(
                        port, CLIENTS, RawClient.handshake(port, "/connection/websocket", "") + textFrame(commands()));
                assertServed(node, "unread: history commands");
                String post = "POST /publish/echo:small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx";
                sockets.ask(port, CLIENTS, post.repeat(5));
                assertServed(node, "unread: publications");
                for (String path : List.of("/metrics", "/api/info")) {
                    sockets.ask(node.ports().management(), CLIENTS, get(path).repeat(8));
                    assertServed(node, "unread: " + path);
                }
            }
        }
    }

    /** As many as may be in flight; each is answered with a page. */
    private static String commands() {
        String history = "{\"history\":{\"channel\":\"echo:large\",\"limit\":-1},\"id\":%d}\n";
        return "{\"connect\":{},\"id\":1}\n"
                + IntStream.rangeClosed(2, 64).mapToObj(history::formatted).collect(Collectors.joining());
    }

    /** Masked with zeros. */
    private static String textFrame(String text) {
        return "\u0081\u00fe" + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + "\0\0\0\0" + text;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** Several times: what the answers cost shows only when they are written. */
    private static void assertServed(NodeProcess node, String when) {
        long until =
                System.nanoTime() + TimeLimits.stretched(Duration.ofSeconds(1)).toNanos();
        while (System.nanoTime() < until) {
            assertAnswered(when, SOON, () -> node.http().status("/poll/echo"));
            assertAnswered(when, LATER, () -> node.http().status("/poll/echo:large?after=:0"));
            assertAnswered(when, SOON, () -> node.management().status("/health/live"));
            assertThat(node.isRunning()).as(node.logTail()).isTrue();
        }
    }

    private static void assertAnswered(String when, Duration limit, IntSupplier asking) {
        long begun = System.nanoTime();
        int status = asking.getAsInt();
        while (status == 503 && System.nanoTime() - begun < limit.toNanos()) {
            LockSupport.parkNanos(5_000_000);
            status = asking.getAsInt();
        }
        assertThat(status).as(when).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(when).isLessThan(limit);
    }
}
