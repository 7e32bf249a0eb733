package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                server: { allowed-origins: [ "https://friend.example", "http://localhost:3000", "https://*.friends.example" ] }
                channels: { sealed: { subscribe: none, publish: anyone } }
                """);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Answer ask(String request) {
        return RawClient.ask(node.port(), request);
    }

    private static Answer get(String path) {
        return ask("GET " + path + " HTTP/1.1\r\nHost: localhost:" + node.port() + "\r\n\r\n");
    }

    private static Answer handshake(String path, String more) {
        return ask(RawClient.handshake(node.port(), path, more));
    }

    /** Every refusal has the same shape and tells nothing of our insides. */
    private static void assertRefused(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        JsonObject error = new JsonObject(answer.text()).getJsonObject("error");
        assertThat(error.getInteger("code")).isPositive();
        assertThat(error.getString("message")).isNotBlank();
        assertThat(answer.text()).doesNotContain("\tat ", "Exception", "dev.echowall", "io.vertx", "java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/ws/echo", "/inspect"})
    void a_plain_get_on_a_websocket_route_is_told_to_upgrade(String path) {
        Answer answer = get(path);
        assertRefused(answer, 426);
        assertThat(answer.header("upgrade")).isEqualTo("websocket");
        assertThat(answer.header("connection").toLowerCase(java.util.Locale.ROOT))
                .contains("upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /ws", "PUT /ws/echo", "DELETE /inspect", "OPTIONS /ws", "HEAD /ws", "BREW /ws"})
    void another_method_on_a_websocket_route_is_refused_with_what_is_allowed(String line) {
        Answer answer = ask(line + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /publish/echo", "PUT /publish/echo"})
    void publishing_by_another_method_than_post_is_refused(String line) {
        Answer answer = ask(line + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertRefused(answer, 405);
        assertThat(answer.header("allow")).isEqualTo("POST");
    }

    @Test
    void the_page_and_polls_say_which_methods_they_take() {
        for (String path : List.of("/", "/poll/echo")) {
            Answer answer = ask("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assertRefused(answer, 405);
            assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
        }
    }

    static Stream<String> brokenHandshakes() {
        String good = RawClient.handshake(node.port(), "/ws", "");
        String key = "Sec-WebSocket-Key: " + RawClient.KEY + "\r\n";
        return Stream.of(
                good.replace(key, ""),
                good.replace(RawClient.KEY, "short"),
                good.replace(RawClient.KEY, ""),
                good.replace(RawClient.KEY, "dGhlIHNhbXBsZSBub25jZSE="),
                good.replace(RawClient.KEY, "!!!!!!!!!!!!!!!!!!!!!!=="),
                good.replace(key, key + key),
                good.replace("Sec-WebSocket-Version: 13\r\n", ""),
                good.replace("Connection: Upgrade", "Connection: keep-alive"),
                good.replace("Connection: Upgrade", "Connection: Upgrade, close"),
                good.replace("HTTP/1.1", "HTTP/1.0"),
                good.replace("\r\nUpgrade", "\r\nHost: localhost\r\nUpgrade"),
                good.replace("Host: localhost:" + node.port() + "\r\n", ""),
                good.replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\nhello"),
                good.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("brokenHandshakes")
    void a_broken_handshake_is_refused(String handshake) {
        assertRefused(ask(handshake), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "7", "0", "14", "255", "thirteen"})
    void another_websocket_version_is_told_ours(String version) {
        Answer answer = ask(RawClient.handshake(node.port(), "/ws", "")
                .replace("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: " + version));
        assertRefused(answer, 426);
        assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
    }

    static Stream<String> badNames() {
        return Stream.of(
                "",
                "a".repeat(256),
                "a%20b",
                "a+b",
                "a%2Fb",
                "a/b",
                "%zz",
                "a%",
                "a%4",
                "%C3%A9",
                "\u00e9",
                "a%00b",
                "a%0d%0ab",
                "a%u0041",
                "a*b",
                "%ef%bc%a1",
                "a,b");
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void a_bad_channel_name_is_refused_on_every_route(String name) {
        assertRefused(handshake("/ws/" + name, ""), 400);
        assertRefused(get("/poll/" + name), 400);
        assertRefused(ask("POST /publish/" + name + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/%65cho", "/ws/echo:a-b_c.d%2De", "/ws/echo%3Akitchen"})
    void a_name_may_be_percent_encoded(String path) {
        assertThat(handshake(path, "").status()).isEqualTo(101);
    }

    @Test
    void a_name_of_255_characters_is_taken() {
        assertThat(handshake("/ws/echo:" + "a".repeat(250), "").status()).isEqualTo(101);
    }

    @Test
    void addresses_without_a_channel_are_refused() {
        assertRefused(get("/poll"), 400);
        assertRefused(ask("POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"), 400);
    }

    @Test
    void a_channel_that_takes_no_subscribers_is_refused() {
        assertRefused(handshake("/ws/sealed", ""), 403);
        assertRefused(handshake("/ws/sealed:x", ""), 403);
        assertRefused(get("/poll/sealed"), 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=5", "after=x7", "after=:-1", "after=:1x", "after=", "after=x:99999999999999999999"})
    void a_bad_position_is_refused(String query) {
        assertRefused(handshake("/ws/echo?" + query, ""), 400);
        assertRefused(get("/poll/echo?" + query), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format=xml", "format=", "format=JSON", "format=%zz"})
    void a_bad_format_is_refused(String query) {
        assertRefused(handshake("/ws/echo?" + query, ""), 400);
    }

    static Stream<String> hostileOrigins() {
        String port = ":" + node.port();
        return Stream.of(
                "http://evil.example",
                "http://evil.example" + port,
                "http://localhost",
                "https://localhost",
                "http://localhost:1",
                "null",
                "",
                "file://",
                "http://sub.localhost" + port,
                "http://localhost.evil.example" + port,
                "http://localhost" + port + ".evil.example",
                "http://evil.example@localhost" + port,
                "http://localhost" + port + "@evil.example",
                "http://localhost." + port,
                "http://[::1]" + port,
                "http://127.0.0.1" + port,
                "ftp://localhost" + port,
                "chrome-extension://localhost" + port,
                "localhost" + port,
                "http://localhost" + port + "/path",
                "http://localhost" + port + "?q",
                "http://localhost" + port + "#f",
                "http://localhost" + port + ", http://evil.example",
                "http://localhost" + port + "\r\nOrigin: http://evil.example",
                "https://friends.example",
                "https://xfriends.example",
                "https://.friends.example",
                "https://a..friends.example",
                "https://*.friends.example",
                "http://a.friends.example",
                "https://a.friends.example:444",
                "https://a.friends.example.evil.example",
                "https://localhost" + port,
                "https://friend.example.evil",
                "https://friend.example:444",
                "http://friend.example",
                "https://xfriend.example",
                "http://localhost:3001",
                "http://localhost:" + (node.port() + 65536));
    }

    @ParameterizedTest
    @MethodSource("hostileOrigins")
    void a_page_of_another_host_is_refused(String origin) {
        assertRefused(handshake("/ws", "Origin: " + origin + "\r\n"), 403);
        assertRefused(handshake("/inspect", "Origin: " + origin + "\r\n"), 403);
        assertRefused(
                ask("POST /publish/echo HTTP/1.1\r\nHost: localhost:" + node.port() + "\r\nOrigin: " + origin
                        + "\r\nContent-Length: 2\r\n\r\nhi"),
                403);
    }

    @Test
    void our_own_pages_are_let_in() {
        assertThat(handshake("/ws", "").status()).isEqualTo(101);
        for (String origin : List.of("http://localhost:" + node.port(), "HTTP://LOCALHOST:" + node.port())) {
            assertThat(handshake("/ws", "Origin: " + origin + "\r\n").status()).isEqualTo(101);
        }
    }

    @Test
    void listed_origins_are_let_in() {
        for (String origin : List.of(
                "https://friend.example",
                "http://localhost:3000",
                "https://FRIEND.example",
                "https://a.friends.example",
                "https://a.b.Friends.example:443")) {
            assertThat(handshake("/ws", "Origin: " + origin + "\r\n").status()).isEqualTo(101);
        }
    }

    @Test
    void a_page_behind_a_tls_proxy_is_our_own() {
        String behind = RawClient.handshake(
                        node.port(), "/ws", "Origin: https://wall.example\r\nX-Forwarded-Proto: https\r\n")
                .replace("localhost:" + node.port(), "wall.example");
        assertThat(ask(behind).status()).isEqualTo(101);
        assertRefused(ask(behind.replace("Host: wall.example", "Host: x@wall.example")), 400);
    }

    @Test
    void a_page_that_came_without_tls_is_no_page_of_a_site_with_tls() {
        String https = RawClient.handshake(
                        node.port(), "/ws", "Origin: https://wall.example\r\nX-Forwarded-Proto: https\r\n")
                .replace("localhost:" + node.port(), "wall.example");
        for (String other : List.of("http", "", "https, http", "ftp", "https\r\nX-Forwarded-Proto: http")) {
            assertRefused(ask(https.replace("-Proto: https", "-Proto: " + other)), 403);
        }
        assertRefused(ask(https.replace("Origin: https", "Origin: http")), 403);
        assertThat(ask(https.replace("-Proto: https", "-Proto: wss")).status()).isEqualTo(101);
    }

    @Test
    void who_is_no_trusted_proxy_is_not_believed_about_the_scheme() {
        ProxyTrust trust = new ProxyTrust(List.of("10.0.0.1"));
        assertThat(trust.scheme("10.0.0.1", List.of("https"))).isEqualTo("https");
        assertThat(trust.scheme("10.0.0.2", List.of("https"))).isEqualTo("http");
    }

    @Test
    void only_hosts_that_are_listed_are_served_when_any_is() {
        try (TestNode listed = TestNode.start("server: { hosts: [ wall.example, \"::1\" ] }")) {
            for (String path : List.of("/", "/poll/echo", "/sse/echo", "/nothing", "/ws")) {
                for (String host : List.of(
                        "evil.test",
                        "localhost",
                        "127.0.0.1:" + listed.port(),
                        "wall.example.evil.test",
                        "wall.example.",
                        "a.wall.example",
                        "wall.example@evil.test")) {
                    assertThat(RawClient.ask(listed.port(), "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                                    .status())
                            .as(host + path)
                            .isIn(421, 400);
                }
            }
            for (String host : List.of("wall.example", "WALL.example:" + listed.port(), "[::1]:1")) {
                assertThat(RawClient.ask(listed.port(), "GET /poll/echo HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                                .status())
                        .as(host)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_request_of_http_1_0_needs_no_host_unless_hosts_are_listed() {
        assertThat(ask("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
        assertThat(ask("GET /poll/echo HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
        assertRefused(ask("GET / HTTP/1.1\r\n\r\n"), 400);
        assertRefused(ask("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
        try (TestNode listed = TestNode.start("server: { hosts: [ wall.example ] }")) {
            assertRefused(RawClient.ask(listed.port(), "GET / HTTP/1.0\r\n\r\n"), 421);
        }
    }

    @Test
    void nothing_of_the_management_port_is_on_the_public_one() {
        for (String path : List.of("/api/info", "/api/publish", "/metrics", "/health/live", "/health/ready", "/api")) {
            assertRefused(get(path), 404);
        }
    }

    @Test
    void the_page_is_not_on_the_management_port() {
        for (String path : List.of("/", "/index.html", "/js/main.js", "/ws", "/poll/echo", "/inspect")) {
            assertRefused(
                    RawClient.ask(node.management(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), 404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ws HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET /nothing HTTP/1.1",
                "POST /nothing HTTP/1.1",
                "GET //evil.example/ws HTTP/1.1",
                "GET /%zz HTTP/1.1"
            })
    void odd_addresses_are_refused_like_others(String line) {
        Answer answer = ask(line + "\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer.status()).isBetween(400, 404);
        assertRefused(answer, answer.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n\r\n", "GET / HTTP/9\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"})
    void what_is_no_http_is_refused(String request) {
        assertRefused(ask(request), 400);
    }
}
