package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishIT {
    private static TestNode node;
    private String channel;

    @BeforeAll
    static void start() {
        node = TestNode.start("limits: { message-bytes: 2000 }");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void fresh() {
        channel = "echo:" + UUID.randomUUID();
    }

    private static Answer post(String channel, String headers, byte[] body) {
        try (RawClient client = RawClient.connect(node.port())) {
            return client.send("POST /publish/" + channel + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                            + "Content-Length: " + body.length + "\r\n\r\n")
                    .send(body)
                    .answer(false);
        }
    }

    private static Answer post(String channel, String headers, String body) {
        return post(channel, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private JsonObject kept() {
        Answer answer =
                RawClient.ask(node.port(), "GET /poll/" + channel + "?after=:0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        JsonArray publications = new JsonObject(answer.text()).getJsonArray("publications");
        assertThat(publications).hasSize(1);
        return publications.getJsonObject(0);
    }

    @Test
    void the_answer_says_where_it_stands_and_how_many_keep_it() {
        JsonObject result = new JsonObject(post(channel, "", "hello").text()).getJsonObject("result");
        assertThat(result.getString("epoch")).isNotBlank();
        assertThat(result.getLong("offset")).isEqualTo(1);
        assertThat(result.getInteger("copies")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/vnd.api+json",
                "Application/VND.API+JSON; charset=utf-8; version=1",
                "application/ld+json;profile=\"x;y\"",
                "application/problem+json",
                "image/vnd.example.a+b+json",
                " application/json ; charset=utf-8"
            })
    void json_is_json_under_whichever_name(String type) {
        assertThat(post(channel, "Content-Type: " + type + "\r\n", "{\"a\":[1]}")
                        .status())
                .isEqualTo(200);
        assertThat(kept().getJsonObject("data").getJsonArray("a")).hasSize(1);
        assertThat(post(channel, "Content-Type: " + type + "\r\n", "{").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Encoding: gzip",
                "content-encoding: GZIP",
                "Content-Encoding: x-gzip",
                "Content-Encoding: br",
                "Content-Encoding: identity, gzip",
                "Content-Encoding: identity\r\nContent-Encoding: deflate",
                "Content-Encoding: whatever"
            })
    void what_is_packed_is_refused_and_not_taken_for_text(String header) {
        for (String type :
                new String[] {"", "Content-Type: application/json\r\n", "Content-Type: application/octet-stream\r\n"}) {
            Answer refused = post(channel, type + header + "\r\n", "{}");
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.header("accept-encoding")).isEqualTo("identity");
            assertThat(new JsonObject(refused.text()).getJsonObject("error").getString("message"))
                    .contains("Content-Encoding");
        }
        assertThat(RawClient.ask(node.port(), "GET /poll/" + channel + "?after=:0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .text())
                .contains("\"publications\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Encoding: identity", "Content-Encoding:", "content-encoding: Identity, identity"})
    void what_says_that_it_is_not_packed_is_taken(String header) {
        assertThat(post(channel, header + "\r\n", "hello").status()).isEqualTo(200);
        assertThat(kept().getString("data")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "Content-Type: text/plain\r\n",
                "Content-Type: text/html; charset=utf-8\r\n",
                "Content-Type: application/jsonp\r\n",
                "Content-Type: ;\r\n"
            })
    void anything_else_is_text(String type) {
        assertThat(post(channel, type, "a=b&c=%20 回").status()).isEqualTo(200);
        assertThat(kept().getString("data")).isEqualTo("a=b&c=%20 回");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/json ;x=y"})
    void json_is_kept_as_json(String type) {
        assertThat(post(channel, "Content-Type: " + type + "\r\n", " {\"a\": [1, 2.50, null]} ")
                        .status())
                .isEqualTo(200);
        assertThat(kept().getJsonObject("data").getJsonArray("a")).hasSize(3);
    }

    @Test
    void octets_are_binary() {
        byte[] octets = {0, (byte) 0xff, (byte) 0xc3, 0x28};
        assertThat(post(channel, "Content-Type: application/octet-stream\r\n", octets)
                        .status())
                .isEqualTo(200);
        assertThat(Base64.getDecoder().decode(kept().getString("b64data"))).isEqualTo(octets);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}x",
                "1 2",
                "{\"a\":1,\"a\":2}",
                "NaN",
                "01",
                "'a'",
                "{a:1}",
                "[1,]",
                "\"\u0001\"",
                "\ufeff{}",
                "// c\n1",
                "nul",
                "\"\\x\"",
                "[\u0000]"
            })
    void what_is_no_json_is_refused(String body) {
        Answer answer = post(channel, "Content-Type: application/json\r\n", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("JSON").doesNotContain("jackson", "Exception");
    }

    @Test
    void a_depth_bomb_is_refused() {
        String bomb = "[".repeat(900) + "]".repeat(900);
        assertThat(post(channel, "Content-Type: application/json\r\n", bomb).status())
                .isEqualTo(400);
        assertThat(post(channel, "Content-Type: application/json\r\n", "[".repeat(60) + "]".repeat(60))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void json_in_another_encoding_is_refused() {
        for (var charset : new java.nio.charset.Charset[] {
            StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16
        }) {
            assertThat(post(channel, "Content-Type: application/json\r\n", "{\"a\":1}".getBytes(charset))
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json"})
    void what_is_no_utf8_is_refused(String type) {
        byte[] bytes = {'"', (byte) 0xc3, 0x28, '"'};
        assertThat(post(channel, "Content-Type: " + type + "\r\n", bytes).status())
                .isEqualTo(400);
    }

    @Test
    void clients_do_not_publish_where_the_server_speaks() {
        assertThat(post("time", "", "midnight").status()).isEqualTo(403);
        assertThat(post("news", "", "false").status()).isEqualTo(403);
    }

    @Test
    void a_body_too_big_is_refused_whatever_it_says_of_its_length() {
        assertThat(post(channel, "", "x".repeat(2000)).status()).isEqualTo(200);
        assertThat(post(channel, "", "x".repeat(2001)).status()).isEqualTo(413);
        String chunk = "3e8\r\n" + "x".repeat(1000) + "\r\n";
        try (RawClient client = RawClient.connect(node.port())) {
            client.send(
                    "POST /publish/" + channel + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + chunk + chunk + chunk + "0\r\n\r\n");
            assertThat(client.answer(false).status()).isEqualTo(413);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void a_huge_body_is_refused_before_it_is_sent() {
        try (RawClient client = RawClient.connect(node.port())) {
            client.send("POST /publish/" + channel
                    + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 999999999999\r\n\r\n");
            Answer answer = client.answer(false);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void who_expects_to_be_told_to_continue_is_told() {
        try (RawClient client = RawClient.connect(node.port())) {
            client.send("POST /publish/" + channel
                    + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.answer(false).status()).isEqualTo(100);
            assertThat(client.send("hello").answer(false).status()).isEqualTo(200);
        }
    }

    @Test
    void the_same_idempotency_key_has_the_same_answer() {
        String key = "Idempotency-Key: k-1\r\n";
        Answer first = post(channel, key, "once");
        assertThat(post(channel, key, "twice").text()).isEqualTo(first.text());
        assertThat(kept().getString("data")).isEqualTo("once");
    }

    @Test
    void an_idempotency_key_has_a_bound() {
        assertThat(post(channel, "Idempotency-Key: " + "k".repeat(129) + "\r\n", "x")
                        .status())
                .isEqualTo(400);
        assertThat(post(channel, "Idempotency-Key:\r\n", "x").status()).isEqualTo(400);
    }

    @Test
    void an_empty_text_is_a_publication() {
        assertThat(post(channel, "", "").status()).isEqualTo(200);
        assertThat(kept().getString("data")).isEmpty();
    }

    @Test
    void pipelined_requests_are_answered_in_order() {
        String one = "POST /publish/" + channel + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx";
        try (RawClient client = RawClient.connect(node.port())) {
            client.send(one.repeat(50));
            for (int i = 1; i <= 50; i++) {
                JsonObject result = new JsonObject(client.answer(false).text()).getJsonObject("result");
                assertThat(result.getInteger("offset")).isEqualTo(i);
            }
        }
    }
}
