package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollIT {
    private static TestNode node;
    private String channel;

    @BeforeAll
    static void start() {
        node = TestNode.start("channels: { short: { history-size: 2, publish: anyone, subscribe: anyone } }");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void fresh() {
        channel = "echo:" + UUID.randomUUID();
    }

    private void say(String... words) {
        for (String word : words) {
            assertThat(RawClient.ask(
                                    node.port(),
                                    "POST /publish/" + channel + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                            + word.length() + "\r\n\r\n" + word)
                            .status())
                    .isEqualTo(200);
        }
    }

    private String request(String query, String headers) {
        return "GET /poll/" + channel + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    private JsonObject poll(String query) {
        Answer answer = RawClient.ask(node.port(), request(query, ""));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        return new JsonObject(answer.text());
    }

    private static double subscriptions() {
        String metrics = RawClient.ask(node.management(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
        return metrics.lines()
                .filter(line -> line.startsWith("echowall_subscriptions "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void a_poll_begins_with_now() {
        say("1", "2");
        JsonObject now = poll("");
        assertThat(now.getString("channel")).isEqualTo(channel);
        assertThat(now.getLong("offset")).isEqualTo(2);
        assertThat(now.getBoolean("recovered")).isTrue();
        assertThat(now.getJsonArray("publications")).isEmpty();
        say("3");
        JsonObject next = poll("?after=" + now.getString("epoch") + ":" + now.getLong("offset"));
        assertThat(next.getJsonArray("publications").getJsonObject(0).getString("data"))
                .isEqualTo("3");
    }

    @Test
    void pages_lead_to_the_end_without_loss() {
        say("1", "2", "3", "4", "5");
        String after = ":0";
        StringBuilder all = new StringBuilder();
        for (int page = 0; page < 4; page++) {
            JsonObject answer = poll("?limit=2&after=" + after);
            JsonArray publications = answer.getJsonArray("publications");
            assertThat(publications.size()).isEqualTo(page < 2 ? 2 : page == 2 ? 1 : 0);
            publications.forEach(each -> all.append(((JsonObject) each).getString("data")));
            after = answer.getString("epoch") + ":" + answer.getLong("offset");
        }
        assertThat(all.toString()).isEqualTo("12345");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?limit=0", "?limit=-1", "?limit=x", "?limit=", "?wait=x", "?wait=-1s", "?wait=1h", "?wait="})
    void bad_numbers_are_refused(String query) {
        assertThat(RawClient.ask(node.port(), request(query, "")).status()).isEqualTo(400);
    }

    @Test
    void a_limit_above_the_greatest_is_the_greatest() {
        assertThat(poll("?limit=999999999").getBoolean("recovered")).isTrue();
    }

    @Test
    void a_long_poll_is_woken_by_a_publication() {
        JsonObject now = poll("");
        double before = subscriptions();
        try (RawClient waiting = RawClient.connect(node.port())) {
            waiting.send(request("?wait=30s&after=" + now.getString("epoch") + ":0", ""));
            TimeLimits.until("the poll waits", () -> subscriptions() > before);
            say("wake");
            JsonObject woken = new JsonObject(waiting.answer(false).text());
            assertThat(woken.getJsonArray("publications").getJsonObject(0).getString("data"))
                    .isEqualTo("wake");
            assertThat(woken.getLong("offset")).isEqualTo(1);
        }
        TimeLimits.until("the subscription is gone", () -> subscriptions() == before);
    }

    @Test
    void a_long_poll_from_now_is_woken_too() {
        double before = subscriptions();
        try (RawClient waiting = RawClient.connect(node.port())) {
            waiting.send(request("?wait=30", ""));
            TimeLimits.until("the poll waits", () -> subscriptions() > before);
            say("wake");
            assertThat(new JsonObject(waiting.answer(false).text()).getJsonArray("publications"))
                    .hasSize(1);
        }
    }

    @Test
    void a_wait_ends_empty() {
        JsonObject empty = poll("?wait=50ms&after=:0");
        assertThat(empty.getJsonArray("publications")).isEmpty();
        assertThat(empty.getLong("offset")).isZero();
    }

    @Test
    void what_is_there_already_is_not_waited_for() {
        say("1");
        assertThat(poll("?wait=60s&after=:0").getJsonArray("publications")).hasSize(1);
    }

    @Test
    void a_client_that_goes_away_waits_no_more() {
        double before = subscriptions();
        try (RawClient waiting = RawClient.connect(node.port())) {
            waiting.send(request("?wait=60s", ""));
            TimeLimits.until("the poll waits", () -> subscriptions() > before);
        }
        TimeLimits.until("the subscription is gone", () -> subscriptions() == before);
    }

    @Test
    void the_same_page_is_not_sent_again() {
        say("1");
        Answer first = RawClient.ask(node.port(), request("?after=:0", ""));
        String tag = first.header("etag");
        assertThat(tag).startsWith("\"").endsWith("\"");
        for (String has : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
            Answer again = RawClient.ask(node.port(), request("?after=:0", "If-None-Match: " + has + "\r\n"));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.header("etag")).isEqualTo(tag);
        }
        say("2");
        assertThat(RawClient.ask(node.port(), request("?after=:0", "If-None-Match: " + tag + "\r\n"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_wait_that_ends_empty_can_be_304() {
        say("1");
        Answer first = RawClient.ask(node.port(), request("?after=:1", ""));
        Answer again = RawClient.ask(
                node.port(), request("?after=:1&wait=50ms", "If-None-Match: " + first.header("etag") + "\r\n"));
        assertThat(again.status()).isEqualTo(304);
    }

    @Test
    void what_was_trimmed_is_told_and_it_goes_on_from_the_oldest() {
        channel = "short:" + UUID.randomUUID();
        say("1", "2", "3", "4", "5");
        JsonObject gap = poll("?after=:1");
        assertThat(gap.getBoolean("recovered")).isFalse();
        assertThat(gap.getString("reason")).isEqualTo("trimmed");
        assertThat(gap.getJsonArray("publications").getJsonObject(0).getString("data"))
                .isEqualTo("4");
        assertThat(gap.getLong("offset")).isEqualTo(5);
    }

    @Test
    void another_epoch_is_told_and_it_goes_on_from_the_oldest() {
        say("1", "2");
        for (String after : new String[] {"other:1", ":99"}) {
            JsonObject gap = poll("?after=" + after);
            assertThat(gap.getBoolean("recovered")).isFalse();
            assertThat(gap.getString("reason")).isEqualTo("epoch");
            assertThat(gap.getJsonArray("publications")).hasSize(2);
            assertThat(gap.getLong("offset")).isEqualTo(2);
        }
    }

    @Test
    void head_says_what_get_would_without_the_body() {
        say("1");
        try (RawClient client = RawClient.connect(node.port())) {
            client.send(request("?after=:0", "").replace("GET", "HEAD"));
            Answer head = client.answer(true);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("etag")).isNotBlank();
            client.send(request("?after=:0", ""));
            assertThat(client.answer(false).header("etag")).isEqualTo(head.header("etag"));
        }
    }

    @Test
    void waits_end_when_the_node_drains() {
        try (TestNode leaving = TestNode.start("");
                RawClient waiting = RawClient.connect(leaving.port())) {
            waiting.send("GET /poll/echo?wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n");
            TimeLimits.until(
                    "the poll waits",
                    () -> RawClient.ask(leaving.management(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .text()
                            .contains("echowall_subscriptions 1.0"));
            TimeLimits.await(leaving.instance().closeSessions("leaving"));
            assertThat(waiting.answer(false).status()).isEqualTo(200);
        }
    }
}
