package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.UnreadSockets;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who does not read what he asked for. */
class UnreadAnswersIT {
    private static final int PAGE_BYTES = 128 * 1024;
    /** Longer in JSON by six than it is. */
    private static final String CONTROL = "\u0001";

    private final String channel = "echo:" + UUID.randomUUID();
    private final UnreadSockets sockets = new UnreadSockets();
    private TestNode node;

    @BeforeEach
    void start() {
        // One loop: who asks is then on the same as those who read nothing.
        node = TestNode.start("limits: { response-bytes: 65536 }", 1);
    }

    @AfterEach
    void stop() {
        sockets.close();
        node.close();
    }

    private void say(String words) {
        assertThat(new TestHttpClient(node.port())
                        .post("/publish/" + channel, "text/plain", words)
                        .statusCode())
                .isEqualTo(200);
    }

    private String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + node.port() + "\r\n\r\n";
    }

    private Answer poll() {
        return RawClient.ask(node.port(), request("/poll/" + channel + "?limit=1000&after=:0"));
    }

    @Test
    void a_page_is_bounded_as_it_is_sent_and_the_next_goes_on_from_there() {
        for (int i = 0; i < 50; i++) {
            say(CONTROL.repeat(1000));
        }
        Answer first = poll();
        assertThat(first.body().length).isBetween(PAGE_BYTES - 8 * 1024, PAGE_BYTES + 1024);
        JsonObject page = new JsonObject(first.text());
        int size = page.getJsonArray("publications").size();
        assertThat(page.getLong("offset")).isEqualTo(size);
        JsonObject next = new JsonObject(RawClient.ask(
                        node.port(), request("/poll/" + channel + "?after=" + page.getString("epoch") + ":" + size))
                .text());
        assertThat(next.getJsonArray("publications").getJsonObject(0).getLong("offset"))
                .isEqualTo(size + 1);
    }

    @Test
    void a_publication_that_is_larger_than_a_page_is_a_page() {
        say(CONTROL.repeat(60_000));
        say("next");
        Answer first = poll();
        assertThat(first.body().length).isGreaterThan(6 * 60_000);
        assertThat(new JsonObject(first.text()).getJsonArray("publications")).hasSize(1);
    }

    private static Answer last(List<Answer> answers) {
        return answers.get(answers.size() - 1);
    }

    @Test
    void large_answers_are_busy_while_nobody_reads_and_small_ones_are_given() {
        say(CONTROL.repeat(60_000));
        List<Answer> answers = new ArrayList<>();
        TimeLimits.until("there is no room", () -> {
            sockets.ask(
                    node.port(), 1, request("/poll/" + channel + "?after=:0").repeat(20));
            answers.add(poll());
            return last(answers).status() == 503;
        });
        Answer busy = last(answers);
        assertThat(busy.header("retry-after")).isEqualTo("1");
        assertThat(busy.header("etag")).isEmpty();
        JsonObject error = new JsonObject(busy.text()).getJsonObject("error");
        assertThat(error.getString("name")).isEqualTo("busy");
        assertThat(error.getString("message")).contains("limits.response-bytes");
        assertThat(RawClient.ask(node.port(), request("/poll/" + channel)).status())
                .isEqualTo(200);
    }

    @Test
    void who_takes_nothing_is_cut_off_when_others_want_to_be_answered() {
        say(CONTROL.repeat(60_000));
        try (RawClient deaf = RawClient.connect(node.port())) {
            deaf.send(request("/poll/" + channel + "?after=:0").repeat(40));
            // Again and again: what is asked for while there is no room is refused, and the system may take the rest.
            TimeLimits.until("they are cut off", () -> {
                sockets.ask(
                        node.port(),
                        1,
                        request("/poll/" + channel + "?after=:0").repeat(20));
                return new TestHttpClient(node.management())
                        .get("/metrics")
                        .body()
                        .contains("echowall_unread_cut_total");
            });
            TimeLimits.until("there is room", () -> poll().status() == 200);
        }
    }

    @Test
    void streams_that_nobody_reads_wait_and_one_that_is_read_goes_on() {
        for (int i = 0; i < 20; i++) {
            say(CONTROL.repeat(50_000));
        }
        String handshake = RawClient.handshake(node.port(), "/ws/" + channel + "?format=json&after=:0", "");
        sockets.ask(node.port(), 10, request("/sse/" + channel + "?after=:0"));
        sockets.ask(node.port(), 10, handshake);
        try (RawClient reader = RawClient.connect(node.port())) {
            assertThat(reader.send(handshake).answer(false).status()).isEqualTo(101);
            assertThat(reader.frame().text()).contains("\"offset\":0");
            for (int i = 1; i <= 20; i++) {
                assertThat(reader.frame().text()).contains("\"offset\":" + i + ",");
            }
        }
    }
}
