package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.EventStreamClient;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-Sent Events: the position is the id, so a browser resumes by itself. */
class EventsIT {
    private static TestNode node;
    private static TestHttpClient http;
    private String channel;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                limits: { ping-interval: 200ms }
                channels: { short: { history-size: 2, publish: anyone, subscribe: anyone }, closed: { subscribe: none } }
                """);
        http = new TestHttpClient(node.port());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void fresh() {
        channel = "echo:" + UUID.randomUUID();
    }

    private void say(String type, String words) {
        assertThat(http.post("/publish/" + channel, type, words).statusCode()).isEqualTo(200);
    }

    private EventStreamClient listen(String query, String... headers) {
        EventStreamClient events = EventStreamClient.open(node.port(), "/sse/" + channel + query, headers);
        assertThat(events.status()).isEqualTo(200);
        assertThat(events.next()).singleElement().satisfies(line -> {
            assertThat(line).startsWith("retry: ");
            assertThat(Integer.parseInt(line.substring("retry: ".length()))).isBetween(200, 600);
        });
        return events;
    }

    /** The next that is no heartbeat. */
    private static List<String> event(EventStreamClient events) {
        List<String> next = events.next();
        while (next.equals(List.of(":"))) {
            next = events.next();
        }
        return next;
    }

    private String epoch() {
        return new JsonObject(http.get("/poll/" + channel).body()).getString("epoch");
    }

    @Test
    void a_listener_is_told_first_where_an_empty_channel_stands() {
        try (EventStreamClient events = listen("")) {
            assertThat(events.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(event(events)).containsExactly(": " + channel, "id: " + epoch() + ":0");
        }
    }

    @Test
    void what_is_said_comes_with_its_position_line_by_line() {
        try (EventStreamClient events = listen("")) {
            event(events);
            say("text/plain", "first\nsecond");
            assertThat(event(events)).containsExactly("id: " + epoch() + ":1", "data: first", "data: second");
        }
    }

    @Test
    void bytes_come_as_base64_in_an_event_of_their_own() {
        try (EventStreamClient events = listen("")) {
            event(events);
            say("application/octet-stream", "hello");
            assertThat(event(events)).containsExactly("id: " + epoch() + ":1", "event: binary", "data: aGVsbG8=");
        }
    }

    @Test
    void a_browser_that_comes_back_goes_on_after_the_last_event_it_had() {
        say("text/plain", "1");
        say("text/plain", "2");
        say("text/plain", "3");
        // The address is still the one of its first visit; what it had since is later.
        try (EventStreamClient events = listen("?after=:0", "Last-Event-ID", epoch() + ":2")) {
            assertThat(event(events)).containsExactly(": " + channel, "id: " + epoch() + ":2");
            assertThat(event(events)).containsExactly("id: " + epoch() + ":3", "data: 3");
        }
    }

    @Test
    void what_is_no_longer_kept_is_told_as_a_gap_and_it_goes_on_from_the_oldest() {
        channel = "short:" + UUID.randomUUID();
        for (String each : List.of("1", "2", "3", "4")) {
            say("text/plain", each);
        }
        try (EventStreamClient events = listen("?after=" + epoch() + ":1")) {
            event(events);
            List<String> gap = event(events);
            assertThat(gap).startsWith("id: " + epoch() + ":2", "event: gap");
            assertThat(new JsonObject(gap.get(2).substring("data: ".length())).getJsonObject("gap"))
                    .isEqualTo(new JsonObject()
                            .put("after", epoch() + ":1")
                            .put("epoch", epoch())
                            .put("oldest", 3)
                            .put("reason", "trimmed"));
            assertThat(event(events)).containsExactly("id: " + epoch() + ":3", "data: 3");
            assertThat(event(events)).containsExactly("id: " + epoch() + ":4", "data: 4");
        }
    }

    /* As octets: a browser sends what it was told by another server in UTF-8, whatever that was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "\u00e6\u0096\u0087",
                "a,b",
                "nothing:12",
                "x7:",
                ":-1",
                ":99999999999999999999",
                "%E6%96%87",
                "x7%3A1",
                "\u00ff\u0080",
                "-:0",
                "1700000000000-0",
                "{\"a\":1}"
            })
    void a_position_of_another_server_is_told_as_a_gap_and_it_goes_on_from_the_oldest(String foreign) {
        channel = "short:" + UUID.randomUUID();
        for (String each : List.of("1", "2", "3")) {
            say("text/plain", each);
        }
        assertGoesOnFromTheOldest(foreign);
    }

    @Test
    void so_is_a_long_one() {
        channel = "short:" + UUID.randomUUID();
        for (String each : List.of("1", "2", "3")) {
            say("text/plain", each);
        }
        assertGoesOnFromTheOldest("x".repeat(12_000));
        assertGoesOnFromTheOldest("1".repeat(12_000) + ":1");
    }

    private void assertGoesOnFromTheOldest(String foreign) {
        try (RawClient client = RawClient.connect(node.port())) {
            assertThat(client.send("GET /sse/" + channel + "?after=:0 HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: "
                                    + foreign + "\r\n\r\n")
                            .answer(false)
                            .status())
                    .isEqualTo(200);
            String all = "";
            while (!all.contains("data: 3\n")) {
                all += client.chunk();
            }
            String known = foreign.equals("nothing:12") ? "\"nothing:12\"" : "null";
            assertThat(all)
                    .contains("event: gap\ndata: {\"gap\":{\"after\":" + known + ",\"epoch\":\"" + epoch()
                            + "\",\"oldest\":2,\"reason\":\"epoch\"}}\n\nid: " + epoch() + ":2\ndata: 2\n\nid: "
                            + epoch()
                            + ":3\ndata: 3\n");
            assertThat(all).doesNotContain("id: -", "data: 1\n");
        }
    }

    @Test
    void a_silent_channel_is_heard_to_be_alive() {
        try (EventStreamClient events = listen("")) {
            assertThat(events.next()).contains(": " + channel);
            assertThat(events.next()).containsExactly(":");
        }
    }

    @Test
    void a_listener_that_leaves_leaves_nothing_behind() {
        EventStreamClient events = listen("");
        event(events);
        assertThat(open()).isPositive();
        events.close();
        TimeLimits.until("the listener is gone", () -> open() == 0);
    }

    @Test
    void a_channel_without_subscribers_and_a_bad_position_are_refused() {
        assertThat(http.status("/sse/closed")).isEqualTo(403);
        assertThat(http.status("/sse/echo?after=nonsense")).isEqualTo(400);
        assertThat(http.status("/sse/echo%20")).isEqualTo(400);
        assertThat(http.post("/sse/echo", "text/plain", "x").statusCode()).isEqualTo(405);
    }

    @Test
    void a_node_that_stops_ends_the_stream() {
        try (TestNode other = TestNode.start("")) {
            EventStreamClient events = EventStreamClient.open(other.port(), "/sse/time");
            events.next();
            other.instance().closeSessions("bye");
            TimeLimits.until("the stream has ended", () -> {
                if (!events.ended()) {
                    events.next();
                    return false;
                }
                return true;
            });
        }
    }

    private static double open() {
        return new TestHttpClient(node.management())
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("echowall_connections{transport=\"sse\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }
}
