package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An instance whose channels may keep one MiB together. */
class HistoryLimitIT {
    private static final int LIMIT = 1 << 20;
    private static final String LARGE = "x".repeat(60_000);
    /** More empty channels than fit into it. */
    private static final int MANY = 2_000;

    private final TestNode node = TestNode.start("limits: { history-bytes: " + LIMIT + " }");
    private final TestHttpClient http = new TestHttpClient(node.port());
    private final TestHttpClient management = new TestHttpClient(node.management());

    HistoryLimitIT() {
        TimeLimits.until("the limit is known", () -> metric("echowall_history_limit_bytes ") == LIMIT);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void what_all_channels_keep_together_stays_within_it() {
        AtomicInteger accepted = new AtomicInteger();
        TimeLimits.until("more was accepted than there is room for", () -> {
            boolean kept = publish("echo:" + accepted, LARGE).statusCode() == 200;
            return kept && accepted.incrementAndGet() * LARGE.length() > 2 * LIMIT;
        });
        TimeLimits.until("it is counted", () -> metric("echowall_history_bytes{namespace=\"echo\"} ") > LIMIT / 2.0);
        assertThat(metric("echowall_history_bytes{namespace=\"echo\"} ")).isLessThanOrEqualTo(LIMIT + LARGE.length());
    }

    @Test
    void the_largest_give_up_their_oldest_and_their_readers_are_told_of_a_gap() {
        for (int i = 0; i < 10; i++) {
            say("echo:small", "small " + i);
        }
        JsonObject first = say("echo:large", LARGE);
        TimeLimits.until("it has given up something", () -> {
            say("echo:large", LARGE);
            return !poll("echo:large", first.getString("epoch") + ":0").getBoolean("recovered");
        });
        assertThat(poll("echo:large", first.getString("epoch") + ":0").getString("reason"))
                .isEqualTo("trimmed");
        assertThat(poll("echo:small", ":0").getJsonArray("publications")).hasSize(10);
    }

    @Test
    void with_nothing_left_to_give_up_a_new_channel_is_refused_as_full() {
        HttpResponse<String> refused = fill();
        JsonObject error = new JsonObject(refused.body()).getJsonObject("error");
        assertThat(error.getInteger("code")).isEqualTo(4505);
        assertThat(error.getString("name")).isEqualTo("full");
        assertThat(error.getString("message")).contains("limits.history-bytes");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void even_then_there_is_room_for_channels_that_the_configuration_names() {
        fill();
        JsonObject before = say("echo", "one");
        JsonObject after = say("echo", "two");
        assertThat(after.getLong("offset")).isEqualTo(before.getLong("offset") + 1);
        assertThat(poll("echo", ":0").getJsonArray("publications").size()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void ids_that_are_remembered_count_however_long_they_are() {
        say("echo:ids", "x");
        int accepted = 0;
        HttpResponse<String> last = keyed(0);
        while (last.statusCode() == 200 && accepted < 2 * LIMIT / 144) {
            accepted++;
            last = keyed(accepted);
        }
        assertThat(last.statusCode()).isEqualTo(503);
        assertThat(last.body()).contains("\"full\"");
        assertThat(accepted).isGreaterThan(LIMIT / 2 / 300);
    }

    private HttpResponse<String> keyed(int number) {
        return http.ask(HttpRequest.newBuilder(URI.create(http.url("/publish/echo:ids")))
                .header("Content-Type", "text/plain")
                .header("Idempotency-Key", "k".repeat(100) + number)
                .POST(BodyPublishers.ofString("x"))
                .build());
    }

    /** Begins channels until it is refused. */
    private HttpResponse<String> fill() {
        for (int i = 0; i < MANY; i++) {
            HttpResponse<String> answer = publish("echo:fill" + i, "");
            if (answer.statusCode() != 200) {
                assertThat(answer.statusCode()).isEqualTo(503);
                return answer;
            }
        }
        throw new AssertionError(MANY + " channels were begun");
    }

    private JsonObject say(String channel, String text) {
        HttpResponse<String> answer = publish(channel, text);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getJsonObject("result");
    }

    private HttpResponse<String> publish(String channel, String text) {
        return http.post("/publish/" + channel, "text/plain", text);
    }

    private JsonObject poll(String channel, String after) {
        return new JsonObject(
                http.get("/poll/" + channel + "?wait=0&after=" + after).body());
    }

    private double metric(String name) {
        return management
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}
