package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.EventStreamClient;
import dev.echowall.testing.InstancePair;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is in a channel, with two instances, each with two event loops. */
class PresenceClusterIT {
    @TempDir
    static Path directory;

    private static InstancePair instances;
    private static TestHttpClient api;

    private final String room = "room:" + UUID.randomUUID();
    /** Where a leave waits for half a second. */
    private final String brief = "brief:" + UUID.randomUUID();

    private final List<CentrifugalClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        instances = InstancePair.start(directory, """
                management: { port: 0 }
                auth: { hmac-secret: "%s" }
                channels:
                  room: { subscribe: anyone, presence: true, join-leave: true, presence-grace: 1h }
                  brief: { subscribe: anyone, presence: true, join-leave: true, presence-grace: 500ms }
                  quiet: { subscribe: anyone, presence: true }
                  told: { subscribe: anyone, join-leave: true }
                  users: { presence: true }
                """.formatted(Tokens.SECRET));
        api = new TestHttpClient(instances.get(0).managementPort());
    }

    @AfterAll
    static void stop() {
        instances.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(CentrifugalClient::close);
    }

    private CentrifugalClient user(int instance, String name) {
        CentrifugalClient client =
                CentrifugalClient.connected(instances.get(instance).port(), Tokens.of(name));
        clients.add(client);
        return client;
    }

    private CentrifugalClient inRoom(int instance, String name, String channel) {
        CentrifugalClient client = user(instance, name);
        JsonObject request = new JsonObject().put("channel", channel).put("join_leave", true);
        assertThat(client.error("subscribe", request.encode())).isZero();
        return client;
    }

    private static String in(String channel) {
        return "{\"channel\":\"" + channel + "\"}";
    }

    private static Set<String> listed(int instance, String channel) {
        HttpResponse<String> answer = new TestHttpClient(instances.get(instance).port()).get("/presence/" + channel);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Set<String> ids = new HashSet<>();
        new JsonObject(answer.body())
                .getJsonArray("clients")
                .forEach(each -> ids.add(((JsonObject) each).getString("client")));
        return ids;
    }

    private static void untilListed(String channel, String... ids) {
        for (int i = 0; i < 2; i++) {
            int instance = i;
            Set<String> expected = Set.of(ids);
            TimeLimits.until(
                    "instance " + i + " lists " + expected,
                    () -> listed(instance, channel).equals(expected));
        }
    }

    /** Joins and leaves that a client was told, in order: +id, -id. */
    private static List<String> told(CentrifugalClient client, String channel) {
        List<String> told = new ArrayList<>();
        for (JsonObject push : client.pushes()) {
            for (String kind : List.of("join", "leave")) {
                if (push.containsKey(kind) && push.getString("channel").equals(channel)) {
                    String id = push.getJsonObject(kind).getJsonObject("info").getString("client");
                    told.add((kind.equals("join") ? "+" : "-") + id);
                }
            }
        }
        return told;
    }

    private static void untilTold(CentrifugalClient client, String channel, String last) {
        TimeLimits.until(
                "it is told " + last + ", and was told " + told(client, channel),
                () -> told(client, channel).contains(last));
    }

    private static JsonObject called(String method, String channel) {
        JsonObject answer = new JsonObject(
                api.post("/api/" + method, "application/json", in(channel)).body());
        assertThat(answer.containsKey("result")).as(answer.encode()).isTrue();
        return answer.getJsonObject("result");
    }

    @Test
    void who_is_subscribed_anywhere_is_seen_everywhere() {
        CentrifugalClient one = inRoom(0, "42", room);
        CentrifugalClient two = inRoom(1, "43", room);
        untilListed(room, one.id(), two.id());
        JsonObject seen =
                two.ask("presence", in(room)).getJsonObject("presence").getJsonObject("presence");
        assertThat(seen.fieldNames()).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(seen.getJsonObject(one.id()).getString("user")).isEqualTo("42");
        assertThat(called("presence", room).getJsonObject("presence").fieldNames())
                .containsExactlyInAnyOrder(one.id(), two.id());
    }

    @Test
    void a_client_sees_itself_at_once() {
        CentrifugalClient one = inRoom(0, "42", room);
        assertThat(one.ask("presence", in(room))
                        .getJsonObject("presence")
                        .getJsonObject("presence")
                        .fieldNames())
                .containsExactly(one.id());
    }

    @Test
    void users_and_connections_are_counted_apart() {
        inRoom(0, "42", room);
        inRoom(1, "42", room);
        CentrifugalClient other = inRoom(1, "43", room);
        TimeLimits.until(
                "three connections of two users",
                () -> called("presence_stats", room)
                        .equals(new JsonObject().put("num_clients", 3).put("num_users", 2)));
        TimeLimits.until(
                "the client's own count",
                () -> other.ask("presence_stats", in(room))
                        .getJsonObject("presence_stats")
                        .equals(new JsonObject().put("num_clients", 3).put("num_users", 2)));
    }

    @Test
    void subscribers_are_told_who_comes_and_goes_themselves_included() {
        CentrifugalClient watcher = inRoom(0, "42", room);
        CentrifugalClient other = inRoom(1, "43", room);
        untilTold(watcher, room, "+" + other.id());
        other.ask("unsubscribe", in(room));
        untilTold(watcher, room, "-" + other.id());
        assertThat(told(watcher, room)).containsExactly("+" + watcher.id(), "+" + other.id(), "-" + other.id());
        JsonObject join = watcher.pushes().stream()
                .filter(push -> push.containsKey("join"))
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertThat(join.getJsonObject("join").getJsonObject("info").getString("user"))
                .isEqualTo("43");
    }

    @Test
    void a_subscriber_need_not_ask_to_be_told() {
        CentrifugalClient silent = user(0, "42");
        silent.ask("subscribe", in(room));
        CentrifugalClient other = inRoom(1, "44", room);
        untilTold(silent, room, "+" + other.id());
    }

    @Test
    void who_asks_in_the_same_breath_as_it_subscribes_sees_itself() {
        CentrifugalClient client = CentrifugalClient.open(instances.get(0).port());
        clients.add(client);
        String channel = in(room);
        client.say("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":" + channel + "}\n{\"id\":3,\"presence\":"
                + channel + "}\n{\"id\":4,\"presence_stats\":" + channel + "}");
        assertThat(client.reply(3)
                        .getJsonObject("presence")
                        .getJsonObject("presence")
                        .fieldNames())
                .containsExactly(client.id());
        assertThat(client.reply(4).getJsonObject("presence_stats").getInteger("num_clients"))
                .isEqualTo(1);
    }

    @Test
    void who_disconnects_has_left_at_once() {
        CentrifugalClient watcher = inRoom(0, "42", room);
        CentrifugalClient other = inRoom(1, "43", room);
        untilTold(watcher, room, "+" + other.id());
        other.leave();
        untilTold(watcher, room, "-" + other.id());
        untilListed(room, watcher.id());
    }

    @Test
    void who_is_lost_is_not_listed_any_more_and_has_left_after_the_grace() {
        CentrifugalClient watcher = inRoom(0, "42", brief);
        CentrifugalClient other = inRoom(1, "43", brief);
        untilListed(brief, watcher.id(), other.id());
        long began = System.nanoTime();
        other.close();
        untilListed(brief, watcher.id());
        untilTold(watcher, brief, "-" + other.id());
        assertThat(System.nanoTime() - began).isGreaterThan(500_000_000L);
    }

    @Test
    void who_comes_back_on_another_instance_has_not_left() {
        CentrifugalClient watcher = inRoom(0, "42", room);
        CentrifugalClient before = inRoom(0, "43", room);
        before.close();
        untilListed(room, watcher.id());
        CentrifugalClient after = inRoom(1, "43", room);
        untilListed(room, watcher.id(), after.id());
        CentrifugalClient last = inRoom(1, "44", room);
        untilTold(watcher, room, "+" + last.id());
        assertThat(told(watcher, room)).noneMatch(each -> each.startsWith("-"));
        after.leave();
        untilTold(watcher, room, "-" + before.id());
        assertThat(told(watcher, room)).contains("-" + after.id());
    }

    @Test
    void plain_clients_are_in_the_channel_as_well() throws IOException {
        RawClient socket = RawClient.webSocket(instances.get(0).port(), "/ws/" + room);
        try (EventStreamClient stream = EventStreamClient.open(
                instances.get(1).port(), "/sse/" + room, "Authorization", "Bearer " + Tokens.of("42"))) {
            assertThat(stream.status()).isEqualTo(200);
            TimeLimits.until(
                    "a socket of nobody and a stream of a user",
                    () -> called("presence_stats", room)
                            .equals(new JsonObject().put("num_clients", 2).put("num_users", 2)));
            assertThat(called("presence", room).getJsonObject("presence").stream()
                            .map(each -> ((JsonObject) each.getValue()).getString("user")))
                    .containsExactlyInAnyOrder("", "42");
        }
        socket.close();
        untilListed(room);
    }

    @Test
    void subscribing_and_unsubscribing_again_and_again_leaves_the_truth() {
        CentrifugalClient watcher = inRoom(1, "42", room);
        CentrifugalClient restless = user(0, "43");
        for (int i = 0; i < 50; i++) {
            assertThat(restless.error("subscribe", in(room))).isZero();
            assertThat(restless.error("unsubscribe", in(room))).isZero();
        }
        assertThat(restless.error("subscribe", in(room))).isZero();
        untilListed(room, watcher.id(), restless.id());
        int balance = 0;
        TimeLimits.until("as many joins as leaves, and one more", () -> {
            List<String> all = told(watcher, room);
            return all.stream().filter(each -> each.equals("+" + restless.id())).count()
                    == 1
                            + all.stream()
                                    .filter(each -> each.equals("-" + restless.id()))
                                    .count();
        });
        for (String each : told(watcher, room)) {
            balance += each.equals("+" + restless.id()) ? 1 : each.equals("-" + restless.id()) ? -1 : 0;
            assertThat(balance).isBetween(0, 1);
        }
    }

    @Test
    void a_list_is_read_page_by_page() {
        List<String> ids = IntStream.range(0, 5)
                .mapToObj(i -> inRoom(i % 2, "u" + i % 3, room).id())
                .sorted()
                .toList();
        untilListed(room, ids.toArray(String[]::new));
        TestHttpClient http = new TestHttpClient(instances.get(0).port());
        List<String> read = new ArrayList<>();
        String after = "";
        for (int page = 0; after != null; page++) {
            assertThat(page).isLessThan(3);
            JsonObject answer = new JsonObject(
                    http.get("/presence/" + room + "?limit=2&after=" + after).body());
            assertThat(answer.getInteger("users")).isEqualTo(3);
            assertThat(answer.getInteger("connections")).isEqualTo(5);
            assertThat(answer.getString("channel")).isEqualTo(room);
            assertThat(answer.getLong("version")).isPositive();
            answer.getJsonArray("clients").forEach(each -> read.add(((JsonObject) each).getString("client")));
            after = answer.getString("next");
        }
        assertThat(read).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource({
        "open:1, 0, 403", // not subscribable, so not visible
        "users:1, 103, 403",
        "told:1, 108, 404",
    })
    void who_may_not_see_it_is_refused(String channel, int code, int status) {
        CentrifugalClient nobody = CentrifugalClient.connected(instances.get(0).port());
        clients.add(nobody);
        int expected = code == 0 ? 103 : code;
        assertThat(nobody.error("presence", in(channel))).isEqualTo(expected);
        assertThat(nobody.error("presence_stats", in(channel))).isEqualTo(expected);
        assertThat(new TestHttpClient(instances.get(0).port()).status("/presence/" + channel))
                .isEqualTo(status);
    }

    @Test
    void nobody_is_told_where_joins_are_not_told() {
        CentrifugalClient watcher = inRoom(0, "42", "quiet:1");
        CentrifugalClient other = inRoom(1, "43", "quiet:1");
        TimeLimits.until("both are listed", () -> listed(0, "quiet:1").equals(Set.of(watcher.id(), other.id())));
        assertThat(told(watcher, "quiet:1")).isEmpty();
    }

    @Test
    void server_side_subscriptions_are_in_the_channel() {
        CentrifugalClient client = CentrifugalClient.connected(
                instances.get(1).port(), Tokens.of(Map.of("sub", "42", "channels", List.of(room))));
        clients.add(client);
        untilListed(room, client.id());
        untilTold(client, room, "+" + client.id());
    }
}
