package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.echowall.testing.JsonSchema;
import dev.echowall.testing.LifecycleStream;
import dev.echowall.testing.LifecycleStream.Event;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/openapi.yaml says what the server does: its examples are sent, and the responses are as it describes. */
class OpenApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = read();

    private static TestNode node;
    private static TestHttpClient http;
    private static RawClient subscriber;

    @BeforeAll
    static void start() {
        node = TestNode.start("channels: { default: { subscribe: anyone, history-size: 10, presence: true } }");
        http = new TestHttpClient(node.management());
        subscriber = RawClient.webSocket(node.port(), "/ws/news:1");
        TimeLimits.until(
                "it is subscribed",
                () -> http.post("/api/channels", "application/json", "{}")
                        .body()
                        .contains("news:1"));
    }

    @AfterAll
    static void stop() {
        subscriber.close();
        node.close();
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(Path.of("docs/openapi.yaml").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> paths() {
        List<String> paths = new ArrayList<>();
        JsonNode all = DOCUMENT.get("paths");
        all.fieldNames().forEachRemaining(path -> {
            if (all.get(path).has("post")) {
                paths.add(path);
            }
        });
        return paths;
    }

    private static JsonNode send(String path, JsonNode body, int status) throws IOException {
        HttpResponse<String> response = http.post(path, "application/json", body.toString());
        assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static JsonNode operation(String path) {
        return DOCUMENT.at("/paths").get(path).get("post");
    }

    private static JsonNode content(JsonNode of) {
        return of.get("content").get("application/json");
    }

    private static JsonNode response200(String path) {
        return content(operation(path).get("responses").get("200")).get("schema");
    }

    @Test
    void it_has_all_methods_and_no_others() {
        Set<String> all = Set.of(
                "publish broadcast batch subscribe unsubscribe disconnect refresh presence presence_stats history history_remove channels info"
                        .split(" "));
        Set<String> documented = new TreeSet<>();
        paths().forEach(path -> documented.add(path.substring("/api/".length())));
        assertThat(documented).containsExactlyInAnyOrderElementsOf(all);
        assertThat(http.post("/api/rpc", "application/json", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void events_are_as_described() throws IOException {
        JsonNode described = DOCUMENT.at("/paths").get("/api/events").get("get").at("/responses/200/content");
        List<Event> all = new ArrayList<>();
        try (LifecycleStream elsewhere = LifecycleStream.resume(node.management(), "none")) {
            RawClient client = RawClient.webSocket(node.port(), "/ws/news:2");
            elsewhere.until(each -> each.brief().equals("occupied news:2"));
            client.close();
            elsewhere.untilVacated("news:2");
            all.addAll(elsewhere.until(each -> each.kind().equals("disconnected")));
        }
        assertThat(all.stream().map(Event::kind))
                .containsExactlyInAnyOrder(
                        "gap", "connected", "subscribed", "occupied", "unsubscribed", "vacated", "disconnected");
        for (Event each : all) {
            JsonNode data = JSON.readTree(each.data().encode());
            assertThat(new JsonSchema(DOCUMENT)
                            .faults(described.get("text/event-stream").get("schema"), data))
                    .as(each.toString())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void the_example_is_valid_and_answered_as_described(String path) throws IOException {
        JsonNode request = content(operation(path).get("requestBody"));
        JsonSchema schema = new JsonSchema(DOCUMENT);
        assertThat(schema.faults(request.get("schema"), request.get("example"))).isEmpty();
        JsonNode answer = send(path, request.get("example"), 200);
        assertThat(schema.faults(response200(path), answer))
                .as(answer.toString())
                .isEmpty();
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void a_request_without_what_is_required_is_refused_as_described(String path) throws IOException {
        JsonNode schema = content(operation(path).get("requestBody")).get("schema");
        JsonNode required =
                DOCUMENT.at(schema.get("$ref").asText().substring(1)).get("required");
        if (required != null && !path.equals("/api/batch")) {
            JsonNode answer = send(path, JSON.createObjectNode(), path.equals("/api/publish") ? 400 : 200);
            assertThat(new JsonSchema(DOCUMENT).faults(response200(path), answer))
                    .isEmpty();
            assertThat(answer.get("error").get("code").asInt()).isEqualTo(107);
        }
    }
}
