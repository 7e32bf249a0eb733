package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementIT {
    private static final String KEY = "X-API-Key: s3cret-of-sixteen\r\n";

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                management: { api-key: s3cret-of-sixteen }
                limits: { message-bytes: 1000 }
                channels: { news: { history-size: 10, subscribe: anyone } }
                """);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Answer get(String path, String headers) {
        return RawClient.ask(node.management(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private static Answer publish(String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (RawClient client = RawClient.connect(node.management())) {
            return client.send("POST /api/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length
                            + "\r\nContent-Type: application/json\r\n" + headers + "\r\n")
                    .send(bytes)
                    .answer(false);
        }
    }

    private static JsonObject accepted(String body) {
        Answer answer = publish(KEY, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new JsonObject(answer.text()).getJsonObject("result");
    }

    private static String fresh() {
        return "news:" + UUID.randomUUID();
    }

    private static String last(String channel) {
        return RawClient.ask(node.port(), "GET /poll/" + channel + "?after=:0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
    }

    @Test
    void health_needs_no_key() {
        Answer live = get("/health/live", "");
        assertThat(live.status()).isEqualTo(200);
        assertThat(new JsonObject(live.text()).getBoolean("live")).isTrue();
        JsonObject ready = new JsonObject(get("/health/ready", "").text());
        assertThat(ready.getBoolean("ready")).isTrue();
        assertThat(ready.getString("node")).isEqualTo("tested");
        assertThat(ready.getBoolean("joined")).isTrue();
        assertThat(ready.getBoolean("bus")).isTrue();
        assertThat(ready.getBoolean("draining")).isFalse();
        assertThat(ready.getBoolean("quorum")).isTrue();
        assertThat(ready.getInteger("members")).isEqualTo(1);
    }

    @Test
    void metrics_are_prometheus_text() {
        accepted("{\"channel\":\"" + fresh() + "\",\"data\":1}");
        accepted("{\"channel\":\"invented-" + UUID.randomUUID() + "\",\"data\":1}");
        Answer answer = get("/metrics", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.text().lines())
                .allMatch(line -> line.matches("# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+"
                        + "|[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-z_]+=\"[^\"]*\",?)*\\})? ([0-9.E+-]+|NaN|[+-]Inf)"));
        assertThat(answer.text())
                .contains("echowall_publications_total{namespace=\"news\"}")
                .contains("echowall_publications_total{namespace=\"default\"}")
                .contains("echowall_deliveries_total")
                .contains("echowall_tick_lateness_seconds_count")
                .contains("echowall_append_seconds_bucket")
                .contains("echowall_subscriptions ")
                .contains("echowall_members 1.0")
                .doesNotContain("invented");
    }

    @Test
    void the_api_wants_its_key() {
        String body = "{\"channel\":\"news\",\"data\":1}";
        for (String headers :
                new String[] {"", "X-API-Key: wrong\r\n", "X-API-Key:\r\n", "X-API-Key: s3cret-of-sixteen2\r\n"}) {
            assertThat(publish(headers, body).status()).isEqualTo(401);
            assertThat(get("/api/info", headers).status()).isEqualTo(401);
        }
        assertThat(get("/api/info?api_key=s3cret-of-sixteen", "").status()).isEqualTo(401);
    }

    @Test
    void info_says_who_is_there() {
        JsonObject info = new JsonObject(get("/api/info", KEY).text()).getJsonObject("result");
        assertThat(info.getString("node")).isEqualTo("tested");
        assertThat(info.getString("version")).isNotBlank();
        assertThat(info.getJsonArray("nodes").getJsonObject(0).getString("name"))
                .isEqualTo("tested");
        assertThat(info.getInteger("connections")).isNotNegative();
        assertThat(info.getInteger("channels")).isNotNegative();
    }

    @Test
    void every_kind_of_data_is_published_as_it_is() {
        String channel = fresh();
        String[] data = {"\"text \\u56de\"", "{\"a\": [1,  2.0]}", "[]", "12", "-1.5e3", "true", "false", "null", "\"\""
        };
        for (int i = 0; i < data.length; i++) {
            JsonObject result = accepted("{\"channel\":\"" + channel + "\",\"data\": " + data[i] + " }");
            assertThat(result.getLong("offset")).isEqualTo(i + 1);
            assertThat(result.getInteger("copies")).isEqualTo(1);
            assertThat(result.getString("epoch")).isNotBlank();
        }
        accepted("{\"b64data\":\"AP8=\",\"channel\":\"" + channel + "\"}");
        assertThat(last(channel))
                .contains("\"data\":\"text 回\"")
                .contains("\"data\":{\"a\": [1,  2.0]}")
                .contains("\"data\":[]")
                .contains("\"data\":12}")
                .contains("\"data\":-1.5e3}")
                .contains("\"data\":true}")
                .contains("\"data\":null}")
                .contains("\"data\":\"\"}")
                .contains("\"b64data\":\"AP8=\"");
    }

    @Test
    void data_after_wide_characters_is_cut_out_exactly() {
        String channel = fresh();
        accepted(
                "{\"note\":\"回音壁 \ud83d\udc4b é\",\"data\":{\"é\":\"回\ud83d\udc4b\"},\"channel\":\"" + channel + "\"}");
        assertThat(last(channel)).contains("\"data\":{\"é\":\"回\ud83d\udc4b\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "null",
                "{\"channel\":\"news\"}",
                "{\"data\":1}",
                "{\"channel\":\"\",\"data\":1}",
                "{\"channel\":\"a b\",\"data\":1}",
                "{\"channel\":1,\"data\":1}",
                "{\"channel\":\"news\",\"data\":1,\"b64data\":\"AA==\"}",
                "{\"channel\":\"news\",\"data\":1,\"data\":2}",
                "{\"channel\":\"news\",\"b64data\":\"***\"}",
                "{\"channel\":\"news\",\"b64data\":1}",
                "{\"channel\":\"news\",\"data\":\"\\ud800\"}",
                "{\"channel\":\"news\",\"data\":1,\"idempotency_key\":\"\"}",
                "{\"channel\":\"news\",\"data\":1,\"idempotency_key\":1}",
                "{\"channel\":\"news\",\"data\":1}x",
                "{\"channel\":\"news\",\"data\":1",
                "{\"channel\":\"news\",\"data\":}"
            })
    void what_is_no_command_is_refused(String body) {
        Answer answer = publish(KEY, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(new JsonObject(answer.text()).getJsonObject("error").getString("message"))
                .isNotBlank()
                .doesNotContain("Exception", "jackson", "dev.echowall");
    }

    @Test
    void depth_and_size_have_bounds() {
        assertThat(publish(KEY, "{\"channel\":\"news\",\"data\":" + "[".repeat(400) + "]".repeat(400) + "}")
                        .status())
                .isEqualTo(400);
        assertThat(publish(KEY, "{\"channel\":\"news\",\"data\":\"" + "x".repeat(1001) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(publish(KEY, "{\"channel\":\"news\",\"data\":\"" + "x".repeat(20_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void the_same_idempotency_key_has_the_first_answer() {
        String channel = fresh();
        JsonObject first = accepted("{\"channel\":\"" + channel + "\",\"data\":1,\"idempotency_key\":\"k\"}");
        JsonObject second = accepted("{\"channel\":\"" + channel + "\",\"data\":2,\"idempotency_key\":\"k\"}");
        assertThat(second).isEqualTo(first);
        assertThat(last(channel)).contains("\"data\":1}").doesNotContain("\"data\":2}");
    }

    @Test
    void a_client_cannot_take_an_id_of_the_servers() {
        String channel = "echo:" + UUID.randomUUID();
        RawClient.ask(
                node.port(),
                "POST /publish/" + channel
                        + " HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: k\r\nContent-Length: 1\r\n\r\nx");
        JsonObject servers = accepted("{\"channel\":\"" + channel + "\",\"data\":1,\"idempotency_key\":\"k\"}");
        assertThat(servers.getLong("offset")).isEqualTo(2);
    }

    @Test
    void other_methods_are_refused_with_what_is_allowed() {
        Answer publish = get("/api/publish", KEY);
        assertThat(publish.status()).isEqualTo(405);
        assertThat(publish.header("allow")).isEqualTo("POST");
        Answer live = RawClient.ask(
                node.management(), "DELETE /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertThat(live.status()).isEqualTo(405);
        assertThat(live.header("allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void what_somebody_else_says_on_time_does_not_stop_the_clock() {
        accepted("{\"channel\":\"time\",\"data\":\"no time at all\"}");
        accepted("{\"channel\":\"time\",\"data\":\"2099-01-01T00:00:00+08:00\"}");
        try (RawClient client = RawClient.webSocket(node.port(), "/ws/time")) {
            assertThat(client.frame().text()).matches("20\\d\\d-.*\\+08:00");
            assertThat(client.frame().text()).matches("20\\d\\d-.*\\+08:00");
        }
    }
}
