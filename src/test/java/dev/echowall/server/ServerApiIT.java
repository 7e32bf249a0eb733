package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server API's methods that concern channels, on one instance. */
class ServerApiIT {
    private static final String KEY = "s3cret-of-sixteen";

    private static TestNode node;
    private static TestHttpClient http;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                management: { api-key: %s }
                limits:
                  message-bytes: 1000
                  channels-per-broadcast: 10
                  commands-per-batch: 20
                  batch-bytes: 65536
                channels:
                  kept: { history-size: 10, subscribe: anyone }
                  lost: { history-size: 0 }
                """.formatted(KEY));
        http = new TestHttpClient(node.management());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static HttpResponse<String> send(String method, String body, String... headers) {
        var request = http.request("/api/" + method)
                .header("Content-Type", "application/json")
                .header("Authorization", "apikey " + KEY)
                .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return http.ask(request.build());
    }

    private static JsonObject ask(String method, String body) {
        HttpResponse<String> response = send(method, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static JsonObject result(String method, String body) {
        JsonObject answer = ask(method, body);
        assertThat(answer.getJsonObject("result")).as(answer.encode()).isNotNull();
        return answer.getJsonObject("result");
    }

    /** With status 200, as Centrifugo has it. */
    private static int error(String method, String body) {
        JsonObject answer = ask(method, body);
        assertThat(answer.getJsonObject("error")).as(answer.encode()).isNotNull();
        assertThat(answer.getJsonObject("error").getString("message"))
                .isNotBlank()
                .doesNotContain("Exception", "jackson", "java.", "dev.echowall");
        return answer.getJsonObject("error").getInteger("code");
    }

    private static String fresh() {
        return "kept:" + UUID.randomUUID();
    }

    private static JsonArray history(String channel, String more) {
        return result("history", "{\"channel\":\"" + channel + "\"" + more + "}")
                .getJsonArray("publications");
    }

    private static List<Integer> offsets(JsonArray publications) {
        return publications.stream()
                .map(each -> ((JsonObject) each).getInteger("offset"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"broadcast", "batch", "history", "history_remove", "presence", "presence_stats", "info"})
    void every_method_wants_the_key_and_a_json_body_and_no_web_page(String method) {
        assertThat(send(method, "{}", "Authorization", "apikey wrong").statusCode())
                .isEqualTo(401);
        assertThat(send(method, "{}", "Content-Type", "text/plain").statusCode())
                .isEqualTo(415);
        assertThat(send(method, "{}", "Authorization", "", "Origin", "https://example.org")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(method, "[").statusCode()).isEqualTo(400);
        assertThat(http.ask(http.request("/api/" + method)
                                .header("X-API-Key", KEY)
                                .DELETE()
                                .build())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void there_is_no_other_method() {
        HttpResponse<String> response = send("rpc", "{\"method\":\"x\"}");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(response.body()).getJsonObject("error").getInteger("code"))
                .isEqualTo(104);
    }

    @Test
    void tags_go_along_with_a_publication() {
        String channel = fresh();
        result("publish", "{\"channel\":\"" + channel + "\",\"data\":{\"a\":1},\"tags\":{\"lang\":\"zh\"}}");
        JsonObject kept = history(channel, ",\"limit\":1").getJsonObject(0);
        assertThat(kept.getJsonObject("data")).isEqualTo(new JsonObject("{\"a\":1}"));
        assertThat(kept.getJsonObject("tags")).isEqualTo(new JsonObject("{\"lang\":\"zh\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"skip_history\":true", "\"version\":7", "\"version_epoch\":\"e\"", "\"tags\":{\"a\":1}"})
    void what_a_stream_cannot_do_is_refused_by_name(String field) {
        String name = field.substring(0, field.indexOf(':'));
        HttpResponse<String> one = send("publish", "{\"channel\":\"" + fresh() + "\",\"data\":1," + field + "}");
        assertThat(one.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(one.body()).getJsonObject("error").getString("message"))
                .contains(name.replace("\"tags\"", "\"a\""));
        assertThat(error("broadcast", "{\"channels\":[\"" + fresh() + "\"],\"data\":1," + field + "}"))
                .isEqualTo(107);
    }

    @Test
    void what_asks_for_nothing_is_no_reason_to_refuse() {
        String fields = "\"skip_history\":false,\"version\":0,\"version_epoch\":\"\",\"tags\":null,\"delta\":false";
        assertThat(result("publish", "{\"channel\":\"" + fresh() + "\",\"data\":1," + fields + "}")
                        .getInteger("offset"))
                .isEqualTo(1);
        assertThat(result("broadcast", "{\"channels\":[\"" + fresh() + "\"],\"data\":1," + fields + "}")
                        .getJsonArray("responses"))
                .hasSize(1);
    }

    @Test
    void a_broadcast_publishes_to_each_channel_and_has_a_response_for_each() {
        String one = fresh();
        String two = fresh();
        JsonArray responses = result(
                        "broadcast",
                        "{\"channels\":[\"" + one + "\",\"not a channel\",\"" + two + "\"],\"b64data\":\"AP8=\"}")
                .getJsonArray("responses");
        assertThat(responses).hasSize(3);
        assertThat(responses.getJsonObject(0).getJsonObject("result").getInteger("offset"))
                .isEqualTo(1);
        assertThat(responses.getJsonObject(0).getJsonObject("result").getInteger("copies"))
                .isEqualTo(1);
        assertThat(responses.getJsonObject(1).getJsonObject("error").getInteger("code"))
                .isEqualTo(107);
        assertThat(responses.getJsonObject(2).getJsonObject("result").getString("epoch"))
                .isNotBlank();
        JsonObject kept = history(two, ",\"limit\":-1").getJsonObject(0);
        assertThat(kept.getString("data")).isEqualTo("AP8=");
        assertThat(kept.getJsonObject("tags").getString("encoding")).isEqualTo("base64");
    }

    @Test
    void a_broadcast_may_be_repeated_with_its_key() {
        String body = "{\"channels\":[\"" + fresh() + "\",\"" + fresh() + "\"],\"data\":1,\"idempotency_key\":\"k\"}";
        assertThat(result("broadcast", body)).isEqualTo(result("broadcast", body));
    }

    @Test
    void broadcasts_and_batches_have_bounds() {
        String channels = String.join(",", Collections.nCopies(11, "\"" + fresh() + "\""));
        assertThat(error("broadcast", "{\"channels\":[" + channels + "],\"data\":1}"))
                .isEqualTo(106);
        assertThat(error("broadcast", "{\"channels\":[],\"data\":1}")).isEqualTo(107);
        assertThat(error("broadcast", "{\"channels\":\"x\",\"data\":1}")).isEqualTo(107);
        assertThat(error("broadcast", "{\"channels\":[\"x\"]}")).isEqualTo(107);
        String commands = String.join(",", Collections.nCopies(21, "{}"));
        assertThat(error("batch", "{\"commands\":[" + commands + "]}")).isEqualTo(106);
        assertThat(send(
                                "batch",
                                "{\"commands\":[{\"publish\":{\"channel\":\"x\",\"data\":\"" + "x".repeat(70_000)
                                        + "\"}}]}")
                        .statusCode())
                .isEqualTo(413);
        String six = String.join(",", Collections.nCopies(6, "\"" + fresh() + "\""));
        String broadcast = "{\"broadcast\":{\"channels\":[" + six + "],\"data\":1}}";
        JsonArray replies = ask("batch", "{\"commands\":[" + broadcast + "," + broadcast + "]}")
                .getJsonArray("replies");
        assertThat(replies.getJsonObject(0).getJsonObject("broadcast").getJsonArray("responses"))
                .hasSize(6);
        assertThat(replies.getJsonObject(1).getJsonObject("error").getInteger("code"))
                .isEqualTo(106);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_batch_has_a_reply_for_each_command_in_its_order(boolean parallel) {
        String channel = fresh();
        String publish = "{\"publish\":{\"channel\":\"" + channel + "\",\"data\":%d}}";
        String commands = String.join(
                ",",
                publish.formatted(1),
                publish.formatted(2),
                "{\"history\":{\"channel\":\"lost\"}}",
                "{\"nothing\":{}}",
                "null",
                "{}",
                "{\"publish\":7}",
                "{\"presence\":{\"channel\":\"x\"}}",
                "{\"batch\":{\"commands\":[]}}",
                publish.formatted(3));
        JsonArray replies = ask("batch", "{\"parallel\":" + parallel + ",\"commands\":[" + commands + "]}")
                .getJsonArray("replies");
        assertThat(replies).hasSize(10);
        List<Integer> offsets = IntStream.of(0, 1, 9)
                .mapToObj(i -> replies.getJsonObject(i).getJsonObject("publish").getInteger("offset"))
                .toList();
        assertThat(offsets).containsExactly(1, 2, 3);
        List<Integer> errors = IntStream.range(2, 9)
                .mapToObj(i -> replies.getJsonObject(i).getJsonObject("error").getInteger("code"))
                .toList();
        assertThat(errors).containsExactly(108, 104, 107, 107, 107, 108, 104);
    }

    @Test
    void what_a_batch_has_published_can_be_read_by_its_next_command() {
        String channel = fresh();
        String commands = "{\"publish\":{\"channel\":\"%1$s\",\"data\":\"a\"}},"
                + "{\"broadcast\":{\"channels\":[\"%1$s\"],\"data\":\"b\"}},"
                + "{\"history\":{\"channel\":\"%1$s\",\"limit\":5}}";
        JsonArray replies = ask("batch", "{\"commands\":[" + commands.formatted(channel) + "]}")
                .getJsonArray("replies");
        assertThat(offsets(replies.getJsonObject(2).getJsonObject("history").getJsonArray("publications")))
                .containsExactly(1, 2);
    }

    @Test
    void every_other_method_can_be_in_a_batch() {
        String commands =
                "{\"info\":{}},{\"channels\":{\"pattern\":\"none:*\"}},{\"disconnect\":{\"user\":\"nobody\"}}";
        JsonArray replies = ask("batch", "{\"commands\":[" + commands + "]}").getJsonArray("replies");
        assertThat(replies.getJsonObject(0).getJsonObject("info").getJsonArray("nodes"))
                .hasSize(1);
        assertThat(replies.getJsonObject(1).getJsonObject("channels").getJsonObject("channels"))
                .isEmpty();
        assertThat(replies.getJsonObject(2).getJsonObject("disconnect").getInteger("sessions"))
                .isZero();
    }

    @Test
    void history_is_read_in_pages_in_both_directions() {
        String channel = fresh();
        String epoch = "";
        for (int i = 0; i < 12; i++) {
            epoch = result("publish", "{\"channel\":\"" + channel + "\",\"data\":\"" + i + "\"}")
                    .getString("epoch");
        }
        JsonObject position = result("history", "{\"channel\":\"" + channel + "\"}");
        assertThat(position.getJsonArray("publications")).isEmpty();
        assertThat(position.getInteger("offset")).isEqualTo(12);
        assertThat(position.getString("epoch")).isEqualTo(epoch);
        assertThat(offsets(history(channel, ",\"limit\":3"))).containsExactly(3, 4, 5);
        assertThat(offsets(history(channel, ",\"limit\":2,\"reverse\":true"))).containsExactly(12, 11);
        String since = ",\"since\":{\"offset\":9,\"epoch\":\"" + epoch + "\"}";
        assertThat(offsets(history(channel, ",\"limit\":-1" + since))).containsExactly(10, 11, 12);
        assertThat(offsets(history(channel, ",\"limit\":2,\"reverse\":true" + since)))
                .containsExactly(8, 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "history; {}; 107",
                "history; {\"channel\":\"a b\"}; 107",
                "history; {\"channel\":1}; 107",
                "history; {\"channel\":\"lost\"}; 108",
                "history; {\"channel\":\"kept\",\"since\":{\"offset\":3,\"epoch\":\"another\"},\"limit\":1}; 112",
                "history; {\"channel\":\"kept\",\"since\":{\"offset\":0},\"reverse\":true,\"limit\":1}; 107",
                "history; {\"channel\":\"kept\",\"limit\":\"1\"}; 107",
                "history_remove; {\"channel\":\"lost\"}; 108",
                "history_remove; {}; 107",
                "presence; {\"channel\":\"kept\"}; 108",
                "presence_stats; {\"channel\":\"kept\"}; 108"
            })
    void errors_have_centrifugos_code_with_status_200(String method, String body, int code) {
        assertThat(error(method, body)).isEqualTo(code);
    }

    @Test
    void errors_have_a_status_for_who_wants_it() {
        HttpResponse<String> response =
                send("history", "{\"channel\":\"lost\"}", "X-Centrifugo-Error-Mode", "transport");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(response.body()).getJsonObject("error").getInteger("code"))
                .isEqualTo(108);
    }

    @Test
    void what_is_too_big_has_its_status_in_any_case() {
        HttpResponse<String> response =
                send("broadcast", "{\"channels\":[\"x\"],\"data\":\"" + "x".repeat(1001) + "\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(response.body())
                        .getJsonObject("result")
                        .getJsonArray("responses")
                        .getJsonObject(0)
                        .getJsonObject("error")
                        .getInteger("code"))
                .isEqualTo(413);
    }

    @Test
    void a_removed_history_is_gone_and_its_offsets_go_on() {
        String channel = fresh();
        JsonObject first = result("publish", "{\"channel\":\"" + channel + "\",\"data\":1}");
        assertThat(result("history_remove", "{\"channel\":\"" + channel + "\"}"))
                .isEmpty();
        assertThat(history(channel, ",\"limit\":-1")).isEmpty();
        JsonObject next = result("publish", "{\"channel\":\"" + channel + "\",\"data\":2}");
        assertThat(next.getInteger("offset")).isEqualTo(2);
        assertThat(next.getString("epoch")).isEqualTo(first.getString("epoch"));
        assertThat(offsets(history(channel, ",\"limit\":-1"))).containsExactly(2);
        assertThat(result("history_remove", "{\"channel\":\"" + fresh() + "\"}"))
                .as("of a channel without a stream")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "disconnect; {}",
                "disconnect; {\"user\":7}",
                "disconnect; {\"user\":\"u\",\"disconnect\":{\"code\":1000}}",
                "disconnect; {\"user\":\"u\",\"disconnect\":{\"code\":2999}}",
                "disconnect; {\"user\":\"u\",\"disconnect\":{\"code\":5000}}",
                "disconnect; {\"user\":\"u\",\"disconnect\":{\"reason\":\"without a code\"}}",
                "disconnect; {\"user\":\"u\",\"disconnect\":{\"code\":4000,\"reason\":\"two\\nlines\"}}",
                "disconnect; {\"user\":\"u\",\"session\":\"s\"}",
                "disconnect; {\"user\":\"u\",\"all_users\":true}",
                "disconnect; {\"user\":\"u\",\"label_filter\":{\"op\":\"x\"}}",
                "disconnect; {\"user\":\"u\",\"whitelist\":\"x\"}",
                "subscribe; {\"user\":\"u\"}",
                "subscribe; {\"channel\":\"c\"}",
                "subscribe; {\"user\":\"u\",\"channel\":\"a b\"}",
                "subscribe; {\"user\":\"u\",\"channel\":\"c\",\"expire_at\":-1}",
                "subscribe; {\"user\":\"u\",\"channel\":\"c\",\"b64info\":\"e\"}",
                "subscribe; {\"user\":\"u\",\"channel\":\"c\",\"override\":{\"presence\":{\"value\":true}}}",
                "unsubscribe; {\"channel\":\"c\"}",
                "unsubscribe; {\"user\":\"u\",\"channel\":\"a b\"}",
                "refresh; {}",
                "refresh; {\"user\":\"u\",\"expired\":1}",
                "channels; {\"pattern\":\"[a-z]\"}"
            })
    void what_is_no_command_is_refused(String method, String body) {
        assertThat(error(method, body)).isEqualTo(107);
    }
}
