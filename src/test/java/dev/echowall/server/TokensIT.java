package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.HostileTokens;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.RawClient.Frame;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what on the plain routes, by the token that he brings. */
class TokensIT {
    private static final String REFUSED =
            "{\"error\":{\"code\":101,\"name\":\"unauthorized\",\"message\":\"the token is not valid\"}}";

    @TempDir
    static Path directory;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        Path key = Files.writeString(directory.resolve("rsa.pem"), Tokens.pem(HostileTokens.RSA.getPublic()));
        node = TestNode.start("""
                server: { allowed-origins: [ "https://friend.example" ] }
                limits: { command-rate: 0 }
                auth:
                  hmac-secret: "%s"
                  public-keys: [ "%s" ]
                  issuer: "%s"
                  audience: "%s"
                  cookie: __Host-wall
                channels:
                  chat: { publish: users, history-size: 10 }
                  room: { publish: subscribers, history-size: 10 }
                """.formatted(Tokens.SECRET, key, HostileTokens.ISSUER, HostileTokens.AUDIENCE));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String token(Map<String, ?> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.put("iss", HostileTokens.ISSUER);
        all.put("aud", HostileTokens.AUDIENCE);
        return Tokens.of(all);
    }

    private static String bearer(String user) {
        return bearer(Map.of("sub", user));
    }

    private static String bearer(Map<String, ?> claims) {
        return "Authorization: Bearer " + token(claims);
    }

    private static Answer ask(String line, String... headers) {
        return ask(node, line, headers);
    }

    private static Answer ask(TestNode asked, String line, String... headers) {
        String body = line.startsWith("POST") ? "hello" : "";
        String more = Arrays.stream(headers).map(each -> each + "\r\n").collect(Collectors.joining());
        return RawClient.ask(
                asked.port(),
                line + " HTTP/1.1\r\nHost: localhost:" + asked.port() + "\r\n" + more + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    private static Answer upgrade(String path, String... headers) {
        String more = Arrays.stream(headers).map(each -> each + "\r\n").collect(Collectors.joining());
        return RawClient.ask(node.port(), RawClient.handshake(node.port(), path, more));
    }

    private static String message(Answer answer) {
        return new JsonObject(answer.text()).getJsonObject("error").getString("message");
    }

    // Who comes in.

    @Test
    void a_channel_of_ones_own_is_for_users() {
        Answer stranger = ask("GET /poll/news");
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(message(stranger))
                .isEqualTo("channel news is for users, who bring a token (channels.default.subscribe)");

        assertThat(ask("GET /poll/news", bearer("42")).status()).isEqualTo(200);
    }

    @Test
    void every_plain_route_takes_a_bearer_token() {
        String bearer = bearer("42");
        assertThat(ask("GET /poll/chat", bearer).status()).isEqualTo(200);
        assertThat(ask("HEAD /poll/chat", bearer).status()).isEqualTo(200);
        assertThat(ask("POST /publish/chat", bearer).status()).isEqualTo(200);
        assertThat(upgrade("/ws/chat", bearer).status()).isEqualTo(101);
        assertThat(upgrade("/ws", bearer).status()).isEqualTo(101);
        try (RawClient events = RawClient.connect(node.port())) {
            events.send("GET /sse/chat HTTP/1.1\r\nHost: localhost\r\n" + bearer + "\r\n\r\n");
            assertThat(events.answer(true).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /poll/chat", "POST /publish/chat", "GET /sse/chat"})
    void without_a_token_they_are_for_nobody_there(String line) {
        assertThat(ask(line).status()).isEqualTo(403);
        assertThat(upgrade("/ws/chat").status()).isEqualTo(403);
    }

    @Test
    void the_clock_and_the_wall_are_for_everybody() {
        assertThat(upgrade("/ws").status()).isEqualTo(101);
        assertThat(ask("GET /poll/time").status()).isEqualTo(200);
        assertThat(ask("POST /publish/echo:" + UUID.randomUUID()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
    void the_scheme_is_written_in_any_way(String scheme) {
        assertThat(ask("GET /poll/chat", "Authorization: " + scheme + " " + token(Map.of("sub", "42")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void another_scheme_is_for_a_proxy_and_not_for_us() {
        assertThat(ask("GET /poll/echo", "Authorization: Basic YTpi").status()).isEqualTo(200);
        assertThat(ask("GET /poll/chat", "Authorization: Basic YTpi").status()).isEqualTo(403);
    }

    @Test
    void two_tokens_are_none() {
        assertThat(ask("GET /poll/chat", bearer("42"), bearer("43")).text()).isEqualTo(REFUSED);
    }

    // The cookie.

    @Test
    void the_cookie_may_carry_the_token() {
        String cookie = "Cookie: a=b; __Host-wall=" + token(Map.of("sub", "42")) + "; c=d";

        assertThat(ask("GET /poll/chat", cookie).status()).isEqualTo(200);
        assertThat(upgrade("/ws/chat", cookie).status()).isEqualTo(101);
        assertThat(ask("POST /publish/chat", cookie).status()).isEqualTo(200);
        assertThat(ask("GET /poll/chat", cookie.replace("__Host-", "")).status())
                .isEqualTo(403);
    }

    @Test
    void pages_of_other_sites_cannot_use_it() {
        String cookie = "Cookie: __Host-wall=" + token(Map.of("sub", "42"));
        String evil = "Origin: https://evil.example";

        assertThat(upgrade("/ws/chat", cookie, evil).status()).isEqualTo(403);
        for (String line : List.of("GET /poll/chat", "GET /sse/chat", "POST /publish/chat")) {
            Answer answer = ask(line, cookie, evil);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).contains("origin_not_allowed");
        }
        assertThat(ask("GET /poll/chat", cookie, "Origin: https://friend.example")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_header_counts_more_than_the_cookie() {
        String cookie = "Cookie: __Host-wall=rubbish";

        assertThat(ask("GET /poll/chat", cookie).text()).isEqualTo(REFUSED);
        assertThat(ask("GET /poll/chat", cookie, bearer("42")).status()).isEqualTo(200);
    }

    // What is refused.

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token", "TOKEN", "%74oken"})
    void a_token_in_an_address_is_refused_with_a_sentence(String name) {
        String query = "?" + name + "=" + token(Map.of("sub", "42"));
        for (String line : List.of("GET /poll/echo", "POST /publish/echo", "GET /sse/echo", "GET /")) {
            Answer answer = ask(line + query);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(message(answer)).startsWith("a token does not stand in an address");
        }
        assertThat(upgrade("/ws" + query).status()).isEqualTo(400);
        assertThat(ask("GET /poll/echo?" + name).status()).isEqualTo(400);
    }

    static List<Map.Entry<String, String>> hostile() {
        // What is no header cannot be sent in one.
        return HostileTokens.all().entrySet().stream()
                .filter(each -> each.getValue().length() < 8 << 10)
                .filter(each -> each.getValue().chars().allMatch(c -> c >= ' ' && c < 0x7f))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void every_bad_token_is_answered_alike(Map.Entry<String, String> bad) {
        Answer answer = ask("GET /poll/echo", "Authorization: Bearer " + bad.getValue());

        assertThat(answer.status()).as(bad.getKey()).isEqualTo(401);
        assertThat(answer.text()).isEqualTo(REFUSED);
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    @Test
    void a_bad_token_is_refused_even_where_none_is_needed() {
        assertThat(upgrade("/ws", "Authorization: Bearer x").status()).isEqualTo(401);
        assertThat(ask("POST /publish/echo", "Authorization: Bearer x").status())
                .isEqualTo(401);
    }

    @Test
    void one_that_has_expired_is_told_so() {
        Answer answer = ask("GET /poll/chat", bearer(Map.of("sub", "42", "exp", Tokens.in(-31))));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(message(answer)).contains("expired");
    }

    @Test
    void a_page_may_read_why_it_was_refused() {
        Answer answer = ask("GET /poll/chat", "Authorization: Bearer x", "Origin: https://friend.example");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://friend.example");
    }

    @Test
    void where_nobody_is_let_in_unknown_a_token_is_asked_for() {
        try (TestNode closed = TestNode.start("auth: { anonymous: false, hmac-secret: \"" + Tokens.SECRET + "\" }")) {
            Answer answer = ask(closed, "GET /poll/echo");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(message(answer)).isEqualTo("a token is needed here, as Authorization: Bearer");
            assertThat(ask(closed, "POST /publish/echo").status()).isEqualTo(401);
            assertThat(ask(closed, "GET /sse/echo").status()).isEqualTo(401);
            for (String path : List.of("/ws", "/ws/echo", "/inspect")) {
                assertThat(RawClient.ask(closed.port(), RawClient.handshake(closed.port(), path, ""))
                                .status())
                        .isEqualTo(401);
            }

            assertThat(ask(closed, "GET /").status()).isEqualTo(200);
            assertThat(ask(closed, "GET /instances").status()).isEqualTo(200);
            assertThat(ask(closed, "GET /poll/echo", "Authorization: Bearer " + Tokens.of("42"))
                            .status())
                    .isEqualTo(200);
        }
    }

    // What who came in may.

    @Test
    void caps_permit_more_than_channels_do() {
        String bearer = bearer(
                Map.of("sub", "42", "caps", List.of(Map.of("channels", List.of("secret:*"), "allow", List.of("pub")))));

        assertThat(ask("POST /publish/secret:1", bearer).status()).isEqualTo(200);
        assertThat(ask("POST /publish/secret:1", bearer("42")).status()).isEqualTo(403);
        assertThat(ask("POST /publish/other", bearer).status()).isEqualTo(403);
    }

    @Test
    void who_is_subscribed_may_publish_where_subscribers_may() {
        assertThat(ask("POST /publish/room", bearer("42")).status()).isEqualTo(403);
        try (RawClient socket = RawClient.connect(node.port())) {
            socket.send(RawClient.handshake(node.port(), "/ws/room", bearer("42") + "\r\n"));
            assertThat(socket.answer(true).status()).isEqualTo(101);
            socket.text("hello");

            assertThat(socket.frame().text()).isEqualTo("hello");
        }
    }

    @Test
    void names_that_end_in_users_are_for_them() {
        assertThat(ask("GET /poll/chat%2342,43", bearer("42")).status()).isEqualTo(200);
        assertThat(ask("GET /poll/chat%2342%2C43", bearer("43")).status()).isEqualTo(200);
        assertThat(ask("GET /poll/chat%2342,43", bearer("44")).status()).isEqualTo(403);
        assertThat(ask("POST /publish/chat%2342,43", bearer("44")).status()).isEqualTo(403);
        assertThat(ask("POST /publish/chat%2342,43", bearer("43")).status()).isEqualTo(200);
        assertThat(ask("GET /poll/chat%2342,43?after=:0", bearer("42")).text())
                .contains("\"channel\":\"chat#42,43\"", "hello");
    }

    @Test
    void names_that_begin_with_a_dollar_take_a_token_that_names_them() {
        String own = bearer(Map.of("sub", "42", "channels", List.of("$chat:own")));

        assertThat(ask("GET /poll/$chat:own", bearer("42")).status()).isEqualTo(403);
        assertThat(ask("GET /poll/$chat:own", own).status()).isEqualTo(200);
        assertThat(ask("GET /poll/%24chat:own", own).status()).isEqualTo(200);
        assertThat(ask("GET /poll/$chat:other", own).status()).isEqualTo(403);
    }

    @Test
    void one_users_idempotency_key_is_not_anothers() {
        String channel = "chat:" + UUID.randomUUID();
        String key = "Idempotency-Key: same";
        long first = offset(ask("POST /publish/" + channel, bearer("42"), key));

        assertThat(offset(ask("POST /publish/" + channel, bearer("42"), key))).isEqualTo(first);
        assertThat(offset(ask("POST /publish/" + channel, bearer("43"), key))).isEqualTo(first + 1);
    }

    private static long offset(Answer answer) {
        return new JsonObject(answer.text()).getJsonObject("result").getLong("offset");
    }

    // When it is over.

    @ParameterizedTest
    @ValueSource(strings = {"/ws/chat", "/ws/chat?format=json", "/ws"})
    void a_websocket_ends_when_its_token_does(String path) {
        try (RawClient socket = RawClient.connect(node.port())) {
            String expires = bearer(Map.of("sub", "42", "exp", Tokens.in(2)));
            socket.send(RawClient.handshake(node.port(), path, expires + "\r\n"));
            assertThat(socket.answer(true).status()).isEqualTo(101);
            Frame close = socket.closeFrame();

            assertThat(close.closeCode()).isEqualTo(4401);
            assertThat(close.closeReason()).isEqualTo("expired");
        }
    }

    @Test
    void so_does_a_stream_of_events_and_a_comment_says_why() {
        try (RawClient events = RawClient.connect(node.port())) {
            String expires = bearer(Map.of("sub", "42", "exp", Tokens.in(2)));
            events.send("GET /sse/chat HTTP/1.1\r\nHost: localhost\r\n" + expires + "\r\n\r\n");
            assertThat(events.answer(true).status()).isEqualTo(200);
            StringBuilder all = new StringBuilder();
            for (String chunk = events.chunk(); !chunk.isEmpty(); chunk = events.chunk()) {
                all.append(chunk);
            }

            assertThat(all).startsWith("retry: ").endsWith(": the token has expired\n\n");
        }
    }

    @Test
    void a_poll_does_not_wait_for_longer_than_its_token_is_good() {
        Answer answer = ask("GET /poll/chat:quiet?wait=60s", bearer(Map.of("sub", "42", "exp", Tokens.in(2))));

        assertThat(answer.status()).isEqualTo(200);
    }
}
