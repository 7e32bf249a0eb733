package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of an answer to a page of another site: who may read it, and what it may send. */
class CrossOriginIT {
    private static final String FRIEND = "https://friend.example";

    private static TestNode node;
    private String channel;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                server: { allowed-origins: [ "https://friend.example", "https://*.friends.example", "app://wall" ] }
                limits: { command-rate: 0, message-bytes: 100 }
                channels: { sealed: { subscribe: none } }
                """);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void fresh() {
        channel = "echo:" + UUID.randomUUID();
    }

    private static Answer ask(String line, String... headers) {
        return ask(node, line, headers);
    }

    private static Answer ask(TestNode asked, String line, String... headers) {
        String body = line.startsWith("POST") ? "hi" : "";
        StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: localhost:" + asked.port() + "\r\n");
        Arrays.stream(headers).forEach(header -> request.append(header).append("\r\n"));
        request.append("Content-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body);
        return RawClient.ask(asked.port(), request.toString());
    }

    private static Answer preflight(String path, String origin, String method, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "Origin: " + origin;
        all[more.length + 1] = "Access-Control-Request-Method: " + method;
        return ask("OPTIONS " + path, all);
    }

    private static void assertReadable(Answer answer, String origin) {
        assertThat(answer.all("access-control-allow-origin"))
                .as(answer.headers() + answer.text())
                .containsExactly(origin);
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.header("access-control-expose-headers")).contains("ETag", "Retry-After");
        assertThat(answer.all("vary")).containsExactly("Origin");
    }

    private static void assertUnreadable(Answer answer) {
        assertThat(answer.headers())
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    }

    private int published() {
        return new JsonObject(ask("GET /poll/" + channel + "?after=:0").text())
                .getJsonArray("publications")
                .size();
    }

    @ParameterizedTest
    @ValueSource(strings = {FRIEND, "https://FRIEND.example", "https://a.friends.example", "app://wall"})
    void an_allowed_page_may_read_what_it_asked_for(String origin) {
        assertReadable(ask("GET /poll/" + channel, "Origin: " + origin), origin);
        Answer published = ask("POST /publish/" + channel, "Origin: " + origin);
        assertThat(published.status()).isEqualTo(200);
        assertReadable(published, origin);
        try (RawClient client = RawClient.connect(node.port())) {
            Answer events = client.send(
                            "GET /sse/" + channel + " HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n\r\n")
                    .answer(false);
            assertThat(events.status()).isEqualTo(200);
            assertReadable(events, origin);
        }
    }

    @Test
    void our_own_page_may_too() {
        String own = "http://localhost:" + node.port();
        assertReadable(ask("POST /publish/" + channel, "Origin: " + own), own);
        assertThat(published()).isEqualTo(1);
    }

    @Test
    void head_and_an_answer_that_is_still_the_same_are_readable() {
        Answer page = ask("GET /poll/" + channel, "Origin: " + FRIEND);
        assertReadable(ask("HEAD /poll/" + channel, "Origin: " + FRIEND), FRIEND);
        Answer same = ask("GET /poll/" + channel, "Origin: " + FRIEND, "If-None-Match: " + page.header("etag"));
        assertThat(same.status()).isEqualTo(304);
        assertReadable(same, FRIEND);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /poll/a%20b, 400",
        "GET /poll, 400",
        "GET /poll/echo?after=x, 400",
        "GET /poll/sealed, 403",
        "PUT /poll/echo, 405",
        "GET /sse/sealed, 403",
        "GET /publish/echo, 405",
        "POST /publish/time, 403"
    })
    void a_refusal_is_readable(String line, int status) {
        Answer refused = ask(line, "Origin: " + FRIEND);
        assertThat(refused.status()).isEqualTo(status);
        assertReadable(refused, FRIEND);
    }

    @Test
    void that_it_asks_too_often_is_readable_and_when_to_come_back() {
        try (TestNode slow = TestNode.start(
                "server: { allowed-origins: [ \"https://friend.example\" ] }\nlimits: { command-rate: 1 }")) {
            ask(slow, "GET /poll/echo", "Origin: " + FRIEND);
            ask(slow, "GET /poll/echo", "Origin: " + FRIEND);
            ask(slow, "GET /poll/echo", "Origin: " + FRIEND);
            ask(slow, "GET /poll/echo", "Origin: " + FRIEND);
            Answer refused = ask(slow, "GET /poll/echo", "Origin: " + FRIEND);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isNotEmpty();
            assertReadable(refused, FRIEND);
        }
    }

    @Test
    void what_is_packed_is_refused_readably() {
        Answer refused = ask("POST /publish/" + channel, "Origin: " + FRIEND, "Content-Encoding: gzip");
        assertThat(refused.status()).isEqualTo(415);
        assertReadable(refused, FRIEND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: ",
                "Origin: https://friends.example",
                "Origin: https://friend.example.evil.example",
                "Origin: https://friend.example, https://evil.example",
                "Origin: https://friend.example\r\nOrigin: https://evil.example",
                "Origin: https://friend.example\r\nOrigin: https://friend.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void a_foreign_page_publishes_nothing_whatever_it_sends(String foreign) {
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json",
                "multipart/form-data; boundary=x")) {
            Answer refused = ask("POST /publish/" + channel, foreign, "Content-Type: " + type);
            assertThat(refused.status()).as(type).isEqualTo(403);
            assertThat(refused.text()).contains("origin_not_allowed");
            assertUnreadable(refused);
        }
        assertThat(published()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://friend.example", "https://friend.example:444"})
    void a_foreign_page_reads_nothing(String origin) {
        for (String line : List.of("GET /poll/echo", "HEAD /poll/echo", "GET /sse/echo", "GET /poll/a%20b")) {
            Answer refused = ask(line, "Origin: " + origin);
            assertThat(refused.status()).as(line).isEqualTo(403);
            assertUnreadable(refused);
            assertThat(refused.all("vary")).containsExactly("Origin");
        }
    }

    @Test
    void whoever_has_no_origin_is_answered_as_ever_and_no_cache_gives_that_to_a_page() {
        Answer page = ask("GET /poll/" + channel);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.all("vary")).containsExactly("Origin");
        assertUnreadable(page);
        assertThat(ask("POST /publish/" + channel, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST /publish/" + channel, "Sec-Fetch-Site: none").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"/publish, POST", "/poll, 'GET, HEAD'", "/sse, GET"})
    void a_browser_that_asks_first_is_told_what_may_be_sent(String path, String methods) {
        Answer told = preflight(
                path + "/" + channel, FRIEND, "POST", "Access-Control-Request-Headers: content-type,idempotency-key");
        assertThat(told.status()).isEqualTo(204);
        assertReadable(told, FRIEND);
        assertThat(told.header("access-control-allow-methods")).isEqualTo(methods);
        assertThat(told.header("access-control-allow-headers").split(", "))
                .containsExactlyInAnyOrder(
                        "Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "If-None-Match");
        assertThat(Integer.parseInt(told.header("access-control-max-age"))).isPositive();
        assertThat(told.body()).isEmpty();
        assertThat(published()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://friend.example\r\nOrigin: https://evil.example"})
    void a_foreign_page_is_told_nothing(String origin) {
        for (String path : List.of("/publish/echo", "/poll/echo", "/sse/echo")) {
            Answer refused = preflight(path, origin, "POST");
            assertThat(refused.status()).isEqualTo(403);
            assertUnreadable(refused);
        }
    }

    @ParameterizedTest
    @CsvSource({"/nothing, 404", "/, 405", "/ws/echo, 405", "/inspect, 405", "/publishing, 404", "/js/main.js, 405"})
    void only_what_is_shared_is_asked_for_in_this_way(String path, int status) {
        Answer answer = preflight(path, FRIEND, "GET");
        assertThat(answer.status()).isEqualTo(status);
        assertUnreadable(answer);
    }

    @Test
    void options_that_no_page_asks_for_are_a_wrong_method() {
        assertThat(ask("OPTIONS /poll/echo").status()).isEqualTo(405);
        Answer answer = ask("OPTIONS /poll/echo", "Origin: " + FRIEND);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    }
}
