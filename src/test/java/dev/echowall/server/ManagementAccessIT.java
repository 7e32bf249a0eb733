package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port without a key, and with one, as browsers and strangers find it. */
class ManagementAccessIT {
    private static final String KEY = "a-key-of-more-than-sixteen";
    private static final String RIGHT = "X-API-Key: " + KEY + "\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final List<String> PATHS =
            List.of("/api/info", "/metrics", "/health/live", "/health/ready", "/nothing");

    private static TestNode open;
    private static TestNode locked;

    @BeforeAll
    static void start() {
        open = TestNode.start("management: { hosts: [ Node1, wall.internal ] }");
        locked = TestNode.start("management: { api-key: " + KEY + " }");
    }

    @AfterAll
    static void stop() {
        open.close();
        locked.close();
    }

    private static Answer get(TestNode node, String path, String host, String headers) {
        return RawClient.ask(
                node.management(), "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n");
    }

    private static Answer post(TestNode node, String host, String headers) {
        String body = "{\"channel\":\"echo\",\"data\":\"forged\"}";
        return RawClient.ask(
                node.management(),
                "POST /api/publish HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + body.length() + "\r\n"
                        + headers + "\r\n" + body);
    }

    private static void assertRefused(Answer answer, int status, String name) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(new JsonObject(answer.text()).getJsonObject("error").getString("name"))
                .isEqualTo(name);
        assertThat(answer.headers())
                .noneMatch(header -> header.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }

    private static void assertNothingSaid(TestNode node) {
        assertThat(RawClient.ask(node.port(), "GET /poll/echo?after=:0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .text())
                .doesNotContain("forged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: https://evil.example",
                "Origin: null",
                "Origin:",
                "Origin: http://localhost",
                "Origin: http://localhost:9080",
                "Origin: http://127.0.0.1:9080",
                "Origin: file://",
                "Origin: http://[::1]",
                "Origin: chrome-extension://abcdef",
                "Origin: http://localhost, http://evil.example",
                "Origin: http://localhost\r\nOrigin: http://evil.example",
                "origin: http://evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: CROSS-SITE",
                "Sec-Fetch-Site:",
                "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: something-new"
            })
    void what_a_web_page_asks_is_refused(String header) {
        for (TestNode node : List.of(open, locked)) {
            for (String path : PATHS) {
                assertRefused(get(node, path, "localhost", header + "\r\n"), 403, "origin_not_allowed");
            }
            assertRefused(post(node, "localhost", JSON + header + "\r\n"), 403, "origin_not_allowed");
            assertNothingSaid(node);
        }
    }

    @Test
    void a_preflight_is_refused() {
        String asks = "Origin: http://evil.example\r\nAccess-Control-Request-Headers: x-api-key\r\n";
        String line = "OPTIONS /api/publish HTTP/1.1\r\nHost: localhost\r\n";
        assertRefused(RawClient.ask(locked.management(), line + asks + "\r\n"), 403, "origin_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: none",
                "Sec-Fetch-Site: same-origin",
                "User-Agent: curl/8.0",
                "Referer: http://x"
            })
    void who_types_the_address_or_is_no_browser_is_let_in(String header) {
        assertThat(get(open, "/metrics", "localhost", header + "\r\n").status()).isEqualTo(200);
        assertThat(get(open, "/api/info", "localhost", header + "\r\n").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.test",
                "evil.test:9080",
                "localhost.evil.test",
                "127.0.0.1.evil.test",
                "127.0.0.1.nip.io",
                "localhost.",
                "sub.localhost",
                "127.1",
                "2130706433",
                "0x7f.0.0.1",
                "127.0.0.256",
                "node1.evil.test",
                "xnode1"
            })
    void another_host_is_refused(String host) {
        for (TestNode node : List.of(open, locked)) {
            for (String path : PATHS) {
                assertRefused(get(node, path, host, ""), 421, "host_not_allowed");
            }
            assertRefused(post(node, host, JSON), 421, "host_not_allowed");
            assertNothingSaid(node);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:1",
                "127.0.0.1",
                "127.0.0.1:9080",
                "10.1.2.3:9080",
                "[::1]",
                "[::1]:9080",
                "[fe80::1]",
                "node1",
                "Node1:9080",
                "wall.internal"
            })
    void addresses_localhost_and_what_is_listed_are_served(String host) {
        for (String path : List.of("/api/info", "/metrics", "/health/live")) {
            assertThat(get(open, path, host, "").status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void a_health_check_of_http_1_0_needs_no_host() {
        for (String path : List.of("/health/live", "/health/ready")) {
            assertThat(RawClient.ask(open.management(), "GET " + path + " HTTP/1.0\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(RawClient.ask(open.management(), "GET " + path + " HTTP/1.1\r\n\r\n")
                            .status())
                    .isEqualTo(400);
        }
        for (String path : List.of("/metrics", "/api/info", "/health/../api/info")) {
            assertThat(RawClient.ask(open.management(), "GET " + path + " HTTP/1.0\r\n\r\n")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void a_load_balancer_that_is_told_no_more_than_the_address_is_answered() {
        for (TestNode node : List.of(open, locked)) {
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                Answer answer = RawClient.ask(node.management(), method + " /health/ready HTTP/1.0\r\n\r\n");
                assertThat(answer.status()).as(method).isEqualTo(200);
            }
            assertThat(RawClient.ask(node.management(), "OPTIONS /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .status())
                    .isEqualTo(405);
            assertThat(RawClient.ask(
                                    node.management(),
                                    "OPTIONS /health/ready HTTP/1.0\r\nOrigin: http://evil.test\r\n\r\n")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_command_that_is_packed_is_refused() {
        Answer refused = post(open, "localhost", JSON + "Content-Encoding: gzip\r\n");
        assertRefused(refused, 415, "unsupported_type");
        assertNothingSaid(open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: text/plain",
                "Content-Type: text/plain;application/json",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: application/json, text/plain",
                "Content-Type: application/jsonx",
                "Content-Type: text/json",
                "Content-Type: text/plain\r\nContent-Type: application/json"
            })
    void a_body_of_another_type_is_refused(String header) {
        assertRefused(post(open, "localhost", header.isEmpty() ? "" : header + "\r\n"), 415, "unsupported_type");
        assertNothingSaid(open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/vnd.echowall+json"})
    void a_body_of_json_is_read(String type) {
        assertThat(RawClient.ask(
                                open.management(),
                                "POST /api/publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                                        + "\r\nContent-Length: 28\r\n\r\n{\"channel\":\"news\",\"data\":12} ")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void who_has_the_key_needs_no_other_proof() {
        for (String header :
                List.of(RIGHT, "Authorization: apikey " + KEY + "\r\n", "Authorization: ApiKey  " + KEY + "\r\n")) {
            assertThat(get(locked, "/api/info", "echowall-1.internal", header + "Origin: http://localhost\r\n")
                            .status())
                    .as(header)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/info",
                "//api/info",
                "/%61pi/info",
                "/x/../api/info",
                "/api/%69nfo",
                "/api//info",
                "/api/./info"
            })
    void no_way_of_writing_the_path_goes_round_the_key(String path) {
        assertThat(get(locked, path, "localhost", "").status()).isIn(401, 404);
    }

    @Test
    void a_wrong_key_is_answered_late_and_counted_and_the_right_one_does_not_wait_for_it() {
        double before = wrongKeys();
        long begun = System.nanoTime();
        List<RawClient> guessers = new ArrayList<>();
        for (int i = 0; i < ApiKeyGuard.DELAYED + 6; i++) {
            guessers.add(RawClient.connect(locked.management())
                    .send("GET /api/info HTTP/1.1\r\nHost: localhost\r\nAuthorization: apikey wrong" + i + "\r\n\r\n"));
        }
        assertThat(get(locked, "/api/info", "localhost", RIGHT).status()).isEqualTo(200);
        assertThat(get(locked, "/health/live", "localhost", "").status()).isEqualTo(200);
        TimeLimits.until("all are counted", () -> wrongKeys() - before >= ApiKeyGuard.DELAYED + 6);
        long closed = 0;
        for (RawClient guesser : guessers) {
            Answer answer = guesser.answer(false);
            assertRefused(answer, 401, "unauthorized");
            closed += answer.header("connection").equals("close") ? 1 : 0;
            guesser.close();
        }
        assertThat(System.nanoTime() - begun).isGreaterThan(ApiKeyGuard.DELAY_MILLIS * 1_000_000);
        assertThat(closed).as("beyond the bound").isPositive();
    }

    private static double wrongKeys() {
        return get(locked, "/metrics", "localhost", "")
                .text()
                .lines()
                .filter(line -> line.startsWith("echowall_wrong_keys_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }
}
