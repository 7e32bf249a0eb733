package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.EventStreamClient;
import dev.echowall.testing.InstancePair;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestWebSocketClient.Closing;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server API's methods that concern clients, with two instances, each with two event loops. */
class ServerApiClusterIT {
    @TempDir
    static Path directory;

    private static InstancePair instances;
    private static TestHttpClient http;

    private final String user = UUID.randomUUID().toString();
    private final String channel = "room:" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        instances = InstancePair.start(directory, """
                management: { port: 0 }
                auth: { hmac-secret: "%s" }
                channels: { default: { subscribe: anyone, history-size: 100 } }
                limits: { channels-per-connection: 3 }
                """.formatted(Tokens.SECRET));
        http = new TestHttpClient(instances.get(0).managementPort());
    }

    @AfterAll
    static void stop() {
        instances.close();
    }

    private static JsonObject ask(String method, JsonObject request) {
        HttpResponse<String> response = http.post("/api/" + method, "application/json", request.encode());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static JsonObject result(String method, JsonObject request) {
        JsonObject answer = ask(method, request);
        assertThat(answer.getJsonObject("result")).as(answer.encode()).isNotNull();
        return answer.getJsonObject("result");
    }

    private JsonObject ofUser() {
        return new JsonObject().put("user", user);
    }

    private JsonObject inChannel() {
        return ofUser().put("channel", channel);
    }

    /** Two of this user on each instance, in all likelihood on different event loops. */
    private List<CentrifugalClient> clients() {
        return clients(Map.of("sub", user));
    }

    private static List<CentrifugalClient> clients(Map<String, ?> claims) {
        return IntStream.range(0, 4).mapToObj(i -> connected(i % 2, claims)).toList();
    }

    private static CentrifugalClient connected(int instance, Map<String, ?> claims) {
        return CentrifugalClient.connected(instances.get(instance).port(), Tokens.of(claims));
    }

    private static JsonObject push(CentrifugalClient client, String type) {
        return client.await("a push: " + type, each -> push(each, type) != null)
                .getJsonObject("push")
                .getJsonObject(type);
    }

    private static @Nullable JsonObject push(JsonObject message, String type) {
        JsonObject push = message.getJsonObject("push");
        return push == null ? null : push.getJsonObject(type);
    }

    private String bearer() {
        return "Bearer " + Tokens.of(user);
    }

    private RawClient webSocket(int instance, String path) {
        RawClient client = RawClient.connect(instances.get(instance).port());
        client.send(client.handshake(path, "Authorization: " + bearer() + "\r\n"))
                .answer(false);
        return client;
    }

    private void publish(String data) {
        result("publish", new JsonObject().put("channel", channel).put("data", data));
    }

    private static int sessions(JsonObject result) {
        return result.getInteger("sessions");
    }

    @Test
    void a_user_is_subscribed_everywhere_and_receives_what_follows() {
        List<CentrifugalClient> all = clients();
        CentrifugalClient other = connected(1, Map.of("sub", "another"));
        JsonObject data = new JsonObject().put("title", "hello");
        publish("before");
        assertThat(sessions(result("subscribe", inChannel().put("data", data)))).isEqualTo(4);
        for (CentrifugalClient each : all) {
            JsonObject push = push(each, "subscribe");
            assertThat(push.getBoolean("recoverable")).isTrue();
            assertThat(push.getInteger("offset")).isEqualTo(1);
            assertThat(push.getJsonObject("data")).isEqualTo(data);
        }
        publish("after");
        for (CentrifugalClient each : all) {
            assertThat(each.awaitPublications(channel, 1).get(0).getString("data"))
                    .isEqualTo("after");
        }
        assertThat(sessions(result("subscribe", inChannel())))
                .as("who is subscribed already")
                .isZero();
        assertThat(other.pushes()).isEmpty();
        all.forEach(CentrifugalClient::close);
        other.close();
    }

    @Test
    void a_subscription_may_begin_at_a_position() {
        publish("one");
        publish("two");
        try (CentrifugalClient client = connected(1, Map.of("sub", user))) {
            JsonObject since = new JsonObject().put("offset", 1).put("epoch", "");
            result("subscribe", inChannel().put("recover_since", since));
            assertThat(push(client, "subscribe").getInteger("offset")).isEqualTo(1);
            assertThat(client.awaitPublications(channel, 1).get(0).getString("data"))
                    .isEqualTo("two");
        }
    }

    @Test
    void a_subscription_from_what_is_not_kept_begins_now() {
        publish("one");
        try (CentrifugalClient client = connected(1, Map.of("sub", user))) {
            JsonObject since = new JsonObject().put("offset", 1).put("epoch", "another");
            result("subscribe", inChannel().put("recover_since", since));
            assertThat(push(client, "subscribe").getInteger("offset")).isEqualTo(1);
            publish("two");
            assertThat(client.awaitPublications(channel, 1).get(0).getString("data"))
                    .isEqualTo("two");
        }
    }

    @Test
    void a_client_has_no_more_channels_than_it_may_have() {
        try (CentrifugalClient client = connected(1, Map.of("sub", user))) {
            for (int i = 0; i < 3; i++) {
                assertThat(sessions(result("subscribe", ofUser().put("channel", "c" + i))))
                        .isEqualTo(1);
            }
            assertThat(sessions(result("subscribe", inChannel()))).isZero();
            assertThat(client.error("presence", "{\"channel\":\"c0\"}")).isEqualTo(108);
        }
    }

    @Test
    void one_client_of_a_user_is_chosen_by_its_id() {
        List<CentrifugalClient> all = clients();
        JsonObject one = inChannel().put("client", all.get(1).id());
        assertThat(sessions(result("subscribe", one))).isEqualTo(1);
        push(all.get(1), "subscribe");
        assertThat(sessions(
                        result("disconnect", ofUser().put("client", all.get(2).id()))))
                .isEqualTo(1);
        assertThat(all.get(2).closed().code()).isEqualTo(3503);
        assertThat(sessions(result(
                        "disconnect",
                        ofUser().put("whitelist", new JsonArray().add(all.get(0).id())))))
                .isEqualTo(2);
        all.get(1).closed();
        all.get(3).closed();
        assertThat(all.get(0).error("presence", "{\"channel\":\"c\"}")).isEqualTo(108);
        all.forEach(CentrifugalClient::close);
    }

    @Test
    void a_client_can_be_cut_without_a_close_frame() {
        try (CentrifugalClient client = connected(1, Map.of("sub", user))) {
            JsonObject cut = new JsonObject().put("code", 3000).put("reason", "test");
            assertThat(sessions(result("disconnect", ofUser().put("disconnect", cut))))
                    .isEqualTo(1);
            assertThat(client.closed().code()).isEqualTo(1006);
        }
    }

    @Test
    void a_user_is_unsubscribed_everywhere() {
        List<CentrifugalClient> all = clients();
        result("subscribe", inChannel());
        all.forEach(each -> push(each, "subscribe"));
        all.get(0).ask("subscribe", "{\"channel\":\"own\"}");
        assertThat(sessions(result("unsubscribe", inChannel()))).isEqualTo(4);
        for (CentrifugalClient each : all) {
            assertThat(push(each, "unsubscribe").getInteger("code")).isEqualTo(2000);
        }
        publish("nobody hears this");
        assertThat(all.get(0).error("subscribe", "{\"channel\":\"own\"}"))
                .as("the other subscription is still there")
                .isEqualTo(105);
        assertThat(sessions(result("unsubscribe", ofUser())))
                .as("from all channels")
                .isEqualTo(1);
        assertThat(all.get(0).error("subscribe", "{\"channel\":\"own\"}")).isZero();
        assertThat(all).allMatch(each -> each.publications(channel).isEmpty());
        all.forEach(CentrifugalClient::close);
    }

    @Test
    void a_user_is_disconnected_everywhere_whatever_the_protocol() {
        List<CentrifugalClient> all = clients();
        try (RawClient socket = webSocket(1, "/ws/" + channel);
                RawClient here = webSocket(0, "/ws/" + channel);
                EventStreamClient events =
                        EventStreamClient.open(instances.get(1).port(), "/sse/" + channel, "Authorization", bearer());
                CentrifugalClient other = connected(1, Map.of("sub", "another"))) {
            TimeLimits.until("all are subscribed", () -> clientsIn(channel) == 3);
            assertThat(sessions(result("disconnect", ofUser()))).isEqualTo(7);
            for (CentrifugalClient each : all) {
                Closing closing = each.closed();
                assertThat(closing.code()).isEqualTo(3503);
                assertThat(closing.reason()).isEqualTo("force disconnect");
            }
            assertThat(socket.closeFrame().closeCode()).isEqualTo(3503);
            assertThat(here.closeFrame().closeCode()).isEqualTo(3503);
            List<String> last = events.next();
            while (!last.contains(": force disconnect")) {
                last = events.next();
            }
            assertThat(events.ended()).isTrue();
            assertThat(other.error("presence", "{\"channel\":\"c\"}")).isEqualTo(108);
        }
    }

    @Test
    void the_code_and_the_reason_may_be_chosen() {
        List<CentrifugalClient> all = clients();
        JsonObject disconnect = new JsonObject().put("code", 4010).put("reason", "log in again");
        try (RawClient socket = webSocket(1, "/ws/" + channel)) {
            TimeLimits.until("it is subscribed", () -> clientsIn(channel) == 1);
            result("disconnect", ofUser().put("disconnect", disconnect));
            RawClient.Frame close = socket.closeFrame();
            assertThat(close.closeCode()).isEqualTo(4010);
            assertThat(close.closeReason()).isEqualTo("log in again");
        }
        assertThat(all).allMatch(each -> each.closed().code() == 4010);
    }

    @Test
    void a_plain_session_ends_when_it_is_unsubscribed() {
        try (RawClient socket = webSocket(1, "/ws/" + channel);
                EventStreamClient events =
                        EventStreamClient.open(instances.get(0).port(), "/sse/" + channel, "Authorization", bearer())) {
            TimeLimits.until("both are subscribed", () -> clientsIn(channel) == 2);
            assertThat(sessions(result("unsubscribe", ofUser().put("channel", "another"))))
                    .isZero();
            assertThat(sessions(result("unsubscribe", inChannel()))).isEqualTo(2);
            assertThat(socket.closeFrame().closeReason()).isEqualTo("unsubscribed");
            List<String> last = events.next();
            while (!last.contains(": unsubscribed")) {
                last = events.next();
            }
            assertThat(events.ended()).isTrue();
        }
    }

    @Test
    void a_refresh_changes_when_a_connection_expires() {
        try (CentrifugalClient client = connected(1, Map.of("sub", user));
                CentrifugalClient gone = connected(0, Map.of("sub", user));
                RawClient socket = webSocket(1, "/ws/" + channel)) {
            TimeLimits.until("it is subscribed", () -> clientsIn(channel) == 1);
            long later = Tokens.in(7_200);
            result("refresh", ofUser().put("expire_at", later).put("client", client.id()));
            JsonObject push = push(client, "refresh");
            assertThat(push.getBoolean("expires")).isTrue();
            assertThat(push.getInteger("ttl")).isBetween(7_000, 7_200);
            assertThat(sessions(result("refresh", ofUser().put("expired", true))))
                    .isEqualTo(3);
            assertThat(client.closed().code()).isEqualTo(3005);
            assertThat(gone.closed().code()).isEqualTo(3005);
            assertThat(socket.closeFrame().closeCode()).isEqualTo(4401);
        }
    }

    private static int clientsIn(String channel) {
        JsonObject found = result("channels", new JsonObject().put("pattern", channel))
                .getJsonObject("channels")
                .getJsonObject(channel);
        return found == null ? 0 : found.getInteger("num_clients");
    }

    @Test
    void channels_are_counted_on_all_instances() {
        List<CentrifugalClient> all = clients();
        result("subscribe", inChannel());
        all.forEach(each -> push(each, "subscribe"));
        RawClient socket = webSocket(1, "/ws/" + channel + ":x");
        TimeLimits.until("it is subscribed", () -> clientsIn(channel + ":x") == 1);
        JsonObject both = result("channels", new JsonObject().put("pattern", channel + "*"))
                .getJsonObject("channels");
        assertThat(both.fieldNames()).containsExactlyInAnyOrder(channel, channel + ":x");
        assertThat(both.getJsonObject(channel).getInteger("num_clients")).isEqualTo(4);
        assertThat(result("channels", new JsonObject())
                        .getJsonObject("channels")
                        .fieldNames())
                .contains(channel);
        socket.close();
        all.forEach(CentrifugalClient::close);
        TimeLimits.until("all have left", () -> clientsIn(channel) == 0);
    }

    @Test
    void info_has_what_each_instance_says_about_itself() {
        List<CentrifugalClient> all = clients();
        JsonArray nodes = result("info", new JsonObject()).getJsonArray("nodes");
        assertThat(nodes.stream().map(each -> ((JsonObject) each).getString("name")))
                .containsExactlyInAnyOrder("node1", "node2");
        for (Object each : nodes) {
            JsonObject node = (JsonObject) each;
            assertThat(node.getString("uid")).isNotBlank();
            assertThat(node.getString("version")).isNotBlank();
            assertThat(node.getInteger("num_clients")).isGreaterThanOrEqualTo(2);
            assertThat(node.getInteger("num_users")).isPositive();
            assertThat(node.getInteger("num_channels")).isNotNegative();
            assertThat(node.getInteger("num_subs")).isNotNegative();
            assertThat(node.getInteger("uptime")).isNotNegative();
            assertThat(node.containsKey("answered")).isFalse();
        }
        all.forEach(CentrifugalClient::close);
    }

    @Test
    void a_removed_history_is_gone_on_all_instances() {
        publish("one");
        assertThat(result("history_remove", new JsonObject().put("channel", channel)))
                .isEmpty();
        JsonObject request = new JsonObject().put("channel", channel).put("limit", -1);
        assertThat(result("history", request).getJsonArray("publications")).isEmpty();
        publish("two");
        JsonObject poll = new JsonObject(new TestHttpClient(instances.get(1).port())
                .get("/poll/" + channel + "?after=:1")
                .body());
        assertThat(poll.getJsonArray("publications").getJsonObject(0).getString("data"))
                .isEqualTo("two");
    }

    @Test
    void an_anonymous_client_is_not_reached() {
        try (CentrifugalClient anonymous =
                CentrifugalClient.connected(instances.get(1).port())) {
            assertThat(sessions(result("disconnect", ofUser().put("client", anonymous.id()))))
                    .isZero();
            assertThat(anonymous.error("presence", "{\"channel\":\"c\"}")).isEqualTo(108);
        }
    }
}
