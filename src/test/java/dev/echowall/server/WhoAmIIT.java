package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code /whoami} tells a client of itself, and that the other routes treat it accordingly. */
class WhoAmIIT {
    private static final String COOKIE = "wall";

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                server: { allowed-origins: [ "https://friend.example" ] }
                limits: { command-rate: 0 }
                auth: { hmac-secret: "%s", cookie: %s }
                channels:
                  chat: { publish: users, history-size: 10 }
                  room: { publish: subscribers }
                  sealed: { subscribe: none }
                """.formatted(Tokens.SECRET, COOKIE));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Answer ask(TestNode asked, String line, String... headers) {
        String more = Arrays.stream(headers).map(each -> each + "\r\n").collect(Collectors.joining());
        return RawClient.ask(
                asked.port(), line + " HTTP/1.1\r\nHost: localhost:" + asked.port() + "\r\n" + more + "\r\n");
    }

    private static Answer ask(String line, String... headers) {
        return ask(node, line, headers);
    }

    private static JsonObject whoAmI(String query, String... headers) {
        Answer answer = ask("GET /whoami" + query, headers);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new JsonObject(answer.text());
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static String token(String user) {
        return switch (user) {
            case "capped" ->
                Tokens.of(Map.of(
                        "sub",
                        user,
                        "caps",
                        List.of(
                                Map.of("channels", List.of("news:*"), "allow", List.of("sub", "pub")),
                                Map.of("channels", List.of("sealed"), "allow", List.of("hst")))));
            case "listed" -> Tokens.of(Map.of("sub", user, "channels", List.of("sealed", "$news:own")));
            default -> Tokens.of(user);
        };
    }

    private static JsonObject answer(JsonObject whoAmI, String channel, String right) {
        return whoAmI.getJsonObject("channels").getJsonObject(channel).getJsonObject(right);
    }

    // Who.

    @Test
    void who_has_no_token_is_nobody() {
        JsonObject nobody = whoAmI("");

        assertThat(nobody.getString("user")).isNull();
        assertThat(nobody.getString("token")).isNull();
        assertThat(nobody.getLong("expires")).isNull();
        assertThat(nobody.getJsonObject("auth"))
                .isEqualTo(new JsonObject().put("keys", true).put("cookie", COOKIE));
        assertThat(nobody.getJsonObject("channels").fieldNames()).containsExactly("echo", "time");
    }

    @Test
    void a_token_in_the_header_or_the_cookie_says_who_and_until_when() {
        long exp = Tokens.in(600);
        String token = Tokens.of(Map.of("sub", "42", "exp", exp));

        for (Map.Entry<String, String> way : Map.of(
                        "header", bearer(token), "cookie", "Cookie: a=b; " + COOKIE + "=" + token)
                .entrySet()) {
            JsonObject user = whoAmI("", way.getValue());

            assertThat(user.getString("user")).isEqualTo("42");
            assertThat(user.getString("token")).isEqualTo(way.getKey());
            assertThat(user.getLong("expires")).isEqualTo(exp);
        }
    }

    @Test
    void a_token_without_a_name_makes_nobody_somebody() {
        JsonObject nobody = whoAmI("", bearer(Tokens.of(Map.of("channels", List.of("news")))));

        assertThat(nobody.getString("user")).isNull();
        assertThat(nobody.getString("token")).isEqualTo("header");
        assertThat(nobody.getLong("expires")).isNotNull();
    }

    @Test
    void one_that_never_expires_has_no_end() {
        Map<String, Object> claims = new HashMap<>(Map.of("sub", "42"));
        String token = Tokens.hs256("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", Tokens.json(claims), Tokens.SECRET);

        JsonObject user = whoAmI("", bearer(token));

        assertThat(user.getString("user")).isEqualTo("42");
        assertThat(user.containsKey("expires")).isTrue();
        assertThat(user.getLong("expires")).isNull();
    }

    // What they may.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "       | echo      | true  channels.echo.subscribe    | true  channels.echo.publish    | true  channels.echo.subscribe",
                "       | time      | true  channels.time.subscribe    | false channels.time.publish    | true  channels.time.subscribe",
                "       | news      | false channels.default.subscribe | false channels.default.publish | false channels.default.subscribe",
                "       | chat      | false channels.chat.subscribe    | false channels.chat.publish    | false channels.chat.subscribe",
                "42     | time      | true  channels.time.subscribe    | false channels.time.publish    | true  channels.time.subscribe",
                "42     | news      | true  channels.default.subscribe | false channels.default.publish | true  channels.default.subscribe",
                "42     | chat      | true  channels.chat.subscribe    | true  channels.chat.publish    | true  channels.chat.subscribe",
                "42     | room      | true  channels.room.subscribe    | false channels.room.publish    | true  channels.room.subscribe",
                "42     | sealed    | false channels.sealed.subscribe  | false channels.sealed.publish  | false channels.sealed.subscribe",
                "42     | chat#42,7 | true  channels.chat.subscribe    | true  channels.chat.publish    | true  channels.chat.subscribe",
                "42     | chat#7    | false name                       | false name                     | false name",
                "42     | $news:own | false name                       | false channels.default.publish | false name",
                "42     | $chat:own | false name                       | false name                     | false name",
                "capped | news:a    | true  caps                       | true  caps                     | true  caps",
                "capped | sealed    | false channels.sealed.subscribe  | false channels.sealed.publish  | true  caps",
                "listed | sealed    | true  channels                   | false channels.sealed.publish  | true  channels",
                "listed | $news:own | true  channels                   | false channels.default.publish | true  channels",
            })
    void what_a_client_may_is_told_with_what_decides_it(
            String user, String channel, String subscribe, String publish, String history) {
        String[] headers = user == null ? new String[0] : new String[] {bearer(token(user))};
        String encoded = channel.replace("$", "%24").replace("#", "%23").replace(",", "%2C");
        JsonObject whoAmI = whoAmI("?channel=" + encoded, headers);

        Map.of("subscribe", subscribe, "publish", publish, "history", history).forEach((right, expected) -> {
            JsonObject answer = answer(whoAmI, channel, right);
            assertThat(answer.getBoolean("allowed") + " " + answer.getString("by"))
                    .as(right)
                    .isEqualTo(expected.replaceAll(" +", " "));
            assertThat(answer.containsKey("message")).as(answer.encode()).isEqualTo(expected.startsWith("false"));
        });
        // The routes do what was told.
        assertThat(ask("GET /poll/" + encoded, headers).status() == 200)
                .isEqualTo(answer(whoAmI, channel, "subscribe").getBoolean("allowed"));
        assertThat(ask("POST /publish/" + encoded, withBody(headers)).status() == 200)
                .isEqualTo(answer(whoAmI, channel, "publish").getBoolean("allowed"));
    }

    private static String[] withBody(String[] headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: 0";
        return all;
    }

    @Test
    void a_refusal_is_told_in_the_words_of_the_route() {
        String told = answer(whoAmI("?channel=news"), "news", "subscribe").getString("message");

        assertThat(told).isEqualTo("channel news is for users, who bring a token (channels.default.subscribe)");
        assertThat(ask("GET /poll/news").text()).contains(told);
    }

    @Test
    void several_channels_are_answered_in_the_order_asked_and_each_once() {
        assertThat(whoAmI("?channel=news&channel=chat:7&channel=echo&channel=news")
                        .getJsonObject("channels")
                        .fieldNames())
                .containsExactly("echo", "time", "news", "chat:7");
    }

    @Test
    void too_many_channels_and_names_that_are_none_are_refused() {
        String sixteen = "?channel=news" + "&channel=news".repeat(15);

        assertThat(ask("GET /whoami" + sixteen).status()).isEqualTo(200);
        Answer more = ask("GET /whoami" + sixteen + "&channel=news");
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.text()).contains("at most 16 channels");
        assertThat(ask("GET /whoami?channel=").status()).isEqualTo(400);
        assertThat(ask("GET /whoami?channel=a%20b").status()).isEqualTo(400);
    }

    // Who is refused.

    @Test
    void a_bad_token_is_refused_as_everywhere() {
        String expired = Tokens.of(Map.of("sub", "42", "exp", Tokens.in(-31)));
        Map<String, String> tokens = Map.of(
                expired,
                "the token has expired, or its time has not begun",
                "rubbish",
                "the token is not valid",
                Tokens.hs256("{\"alg\":\"HS256\"}", "{\"sub\":\"42\"}", "another secret of thirty-two bytes"),
                "the token is not valid");

        tokens.forEach((token, message) -> {
            for (String header : List.of(bearer(token), "Cookie: " + COOKIE + "=" + token)) {
                Answer answer = ask("GET /whoami", header);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
                assertThat(answer.text()).contains(message).doesNotContain(token);
                assertThat(answer.text())
                        .isEqualTo(ask("GET /poll/echo", header).text());
            }
        });
        assertThat(ask("GET /whoami?token=x").status()).isEqualTo(400);
    }

    @Test
    void the_token_itself_is_not_in_the_answer() {
        String token = token("capped");

        assertThat(ask("GET /whoami", "Cookie: " + COOKIE + "=" + token).text())
                .doesNotContain(token, token.substring(token.lastIndexOf('.') + 1));
    }

    @Test
    void pages_of_other_sites_do_not_learn_it() {
        String cookie = "Cookie: " + COOKIE + "=" + Tokens.of("42");

        Answer evil = ask("GET /whoami", cookie, "Origin: https://evil.example");
        assertThat(evil.status()).isEqualTo(403);
        assertThat(evil.text()).contains("origin_not_allowed").doesNotContain("42");
        assertThat(evil.header("access-control-allow-origin")).isEmpty();

        Answer friend = ask("GET /whoami", cookie, "Origin: https://friend.example");
        assertThat(friend.status()).isEqualTo(200);
        assertThat(friend.header("access-control-allow-origin")).isEqualTo("https://friend.example");
        assertThat(friend.header("cache-control")).isEqualTo("no-store");
        assertThat(friend.header("vary")).isEqualTo("Origin");

        Answer preflight =
                ask("OPTIONS /whoami", "Origin: https://friend.example", "Access-Control-Request-Method: GET");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET, HEAD");
    }

    @Test
    void it_can_only_be_asked() {
        Answer answer = ask("POST /whoami", "Content-Length: 0");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    }

    // Other configurations.

    @Test
    void without_keys_everybody_is_nobody_and_a_token_is_no_use() {
        try (TestNode plain = TestNode.start("auth: { cookie: wall }")) {
            Answer answer = ask(plain, "GET /whoami");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(new JsonObject(answer.text()).getJsonObject("auth").getBoolean("keys"))
                    .isFalse();
            assertThat(ask(plain, "GET /whoami", bearer(Tokens.of("42"))).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void where_nobody_is_let_in_unknown_a_token_is_asked_for_here_too() {
        try (TestNode closed = TestNode.start("auth: { anonymous: false, hmac-secret: \"" + Tokens.SECRET + "\" }")) {
            Answer answer = ask(closed, "GET /whoami");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("a token is needed here");
            Answer user = ask(closed, "GET /whoami", bearer(Tokens.of("42")));
            assertThat(user.status()).isEqualTo(200);
            assertThat(new JsonObject(user.text()).getJsonObject("auth").getString("cookie"))
                    .isNull();
        }
    }
}
