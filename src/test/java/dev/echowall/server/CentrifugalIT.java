package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that speaks the Centrifugal protocol is answered, command by command. */
class CentrifugalIT {
    private static TestNode node;
    private final String channel = "open:" + UUID.randomUUID();
    private CentrifugalClient client;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                limits: { channels-per-connection: 3 }
                channels:
                  open: { publish: anyone, subscribe: anyone, history-size: 1000 }
                  few: { publish: anyone, subscribe: anyone, history-size: 5 }
                  bare: { publish: anyone, subscribe: anyone }
                  closed: { subscribe: none }
                """);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void connect() {
        client = CentrifugalClient.connected(node.port());
    }

    @AfterEach
    void leave() {
        client.close();
    }

    private static String in(String name) {
        return "{\"channel\":\"" + name + "\"}";
    }

    private void publish(String name, int count) {
        for (int i = 1; i <= count; i++) {
            assertThat(client.error("publish", "{\"channel\":\"" + name + "\",\"data\":{\"n\":" + i + "}}"))
                    .isZero();
        }
    }

    private static List<Long> offsets(List<JsonObject> publications) {
        return publications.stream().map(each -> each.getLong("offset")).toList();
    }

    private static List<Long> offsets(JsonArray publications) {
        return offsets(publications.stream().map(JsonObject.class::cast).toList());
    }

    private JsonObject subscribed(String request) {
        return client.ask("subscribe", request).getJsonObject("subscribe");
    }

    @Test
    void connect_and_subscribe_in_one_message_are_answered_in_their_order() {
        try (CentrifugalClient eager = CentrifugalClient.open(node.port())) {
            eager.say("{\"connect\":{\"name\":\"js\"},\"id\":1}\n{\"subscribe\":" + in(channel) + ",\"id\":2}\n");
            JsonObject second = eager.reply(2);
            assertThat(eager.messages().get(0)).isEqualTo(eager.reply(1));
            JsonObject connect = eager.reply(1).getJsonObject("connect");
            assertThat(connect.getString("client")).isNotBlank();
            assertThat(connect.getString("version")).isNotBlank();
            assertThat(connect.getInteger("ping")).isEqualTo(25);
            assertThat(connect.getBoolean("pong")).isTrue();
            assertThat(second.getJsonObject("subscribe").getBoolean("recoverable"))
                    .isTrue();
        }
    }

    @Test
    void what_is_published_comes_to_its_publisher_too_and_says_who_it_was() {
        subscribed(in(channel));
        assertThat(client.ask("publish", "{\"channel\":\"" + channel + "\",\"data\":{\"a\": 1}}")
                        .getJsonObject("publish"))
                .isEqualTo(new JsonObject());
        JsonObject publication = client.awaitPublications(channel, 1).get(0);
        assertThat(publication.getJsonObject("data")).isEqualTo(new JsonObject("{\"a\":1}"));
        assertThat(publication.getLong("offset")).isEqualTo(1);
        assertThat(publication.getJsonObject("info").getString("client"))
                .isEqualTo(client.reply(1).getJsonObject("connect").getString("client"));
    }

    @Test
    void a_number_stands_for_the_channel_where_the_client_can_take_it() {
        JsonObject result = subscribed("{\"channel\":\"" + channel + "\",\"flag\":1}");
        publish(channel, 1);
        JsonObject push =
                client.await("the push", each -> each.containsKey("push")).getJsonObject("push");
        assertThat(push.getLong("id")).isEqualTo(result.getLong("id")).isPositive();
        assertThat(push.containsKey("channel")).isFalse();
    }

    @Test
    void what_was_missed_comes_with_the_reply_and_after_it_whatever_it_was() {
        JsonObject before = subscribed(in(channel));
        client.ask("unsubscribe", in(channel));
        String padding = "x".repeat(1000);
        for (int i = 1; i <= 500; i++) {
            client.say("{\"publish\":{\"channel\":\"" + channel + "\",\"data\":\"" + padding + "\"},\"id\":"
                    + (1000 + i) + "}");
        }
        client.reply(1500);
        JsonObject result = subscribed("{\"channel\":\"" + channel + "\",\"recover\":true,\"offset\":0,\"epoch\":\""
                + before.getString("epoch") + "\"}");
        assertThat(result.getBoolean("was_recovering")).isTrue();
        assertThat(result.getBoolean("recovered")).isTrue();
        assertThat(result.getLong("offset", 0L)).isZero();
        List<Long> all = new ArrayList<>(offsets(result.getJsonArray("publications")));
        assertThat(all.size()).isBetween(1, 499); // a page of them
        all.addAll(offsets(client.awaitPublications(channel, 500 - all.size())));
        assertThat(all)
                .isEqualTo(IntStream.rangeClosed(1, 500).mapToObj(Long::valueOf).toList());
    }

    @Test
    void an_empty_epoch_is_whatever_epoch_there_is() {
        publish(channel, 3);
        JsonObject result = subscribed("{\"channel\":\"" + channel + "\",\"recover\":true,\"offset\":1}");
        assertThat(result.getBoolean("recovered")).isTrue();
        assertThat(offsets(result.getJsonArray("publications"))).containsExactly(2L, 3L);
    }

    @Test
    void what_is_gone_is_told_and_the_subscription_stands_at_the_top() {
        String few = "few:" + UUID.randomUUID();
        publish(few, 8);
        JsonObject result = subscribed("{\"channel\":\"" + few + "\",\"recover\":true,\"offset\":1}");
        assertThat(result.getBoolean("was_recovering")).isTrue();
        assertThat(result.getBoolean("recovered", false)).isFalse();
        assertThat(result.getLong("offset")).isEqualTo(8);
        assertThat(result.containsKey("publications")).isFalse();
    }

    @Test
    void who_does_not_want_a_gap_is_refused_instead() {
        String few = "few:" + UUID.randomUUID();
        publish(few, 8);
        assertThat(client.error("subscribe", "{\"channel\":\"" + few + "\",\"recover\":true,\"offset\":1,\"flag\":2}"))
                .isEqualTo(112);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"channel\":\"closed:1\"} | 103",
                "{\"channel\":\"$secret\"} | 103",
                "{\"channel\":\"open:é\"} | 107",
                "{\"channel\":\"open:1\",\"type\":1} | 108",
                "{\"channel\":\"open:1\",\"type\":4} | 108",
                "{\"channel\":\"open:1\",\"tf\":{\"key\":\"a\",\"cmp\":\"eq\",\"val\":\"b\"}} | 107",
                "{\"channel\":\"open:1\",\"token\":\"nonsense\"} | 103",
                "{\"channel\":\"open:1\",\"delta\":\"fossil\",\"flag\":65,\"unknown\":[{}]} | 0",
            })
    void a_subscribe_is_answered_with(String request, int code) {
        assertThat(client.error("subscribe", request)).isEqualTo(code);
    }

    @Test
    void a_second_subscription_to_a_channel_is_refused_even_while_the_first_is_under_way() {
        client.say("{\"subscribe\":" + in(channel) + ",\"id\":50}\n{\"subscribe\":" + in(channel) + ",\"id\":51}");
        assertThat(client.reply(51).getJsonObject("error").getInteger("code")).isEqualTo(105);
        assertThat(client.reply(50).containsKey("subscribe")).isTrue();
    }

    @Test
    void a_connection_has_only_so_many_channels() {
        for (int i = 0; i < 3; i++) {
            assertThat(client.error("subscribe", in(channel + i))).isZero();
        }
        assertThat(client.error("subscribe", in(channel))).isEqualTo(106);
        client.ask("unsubscribe", in(channel + 1));
        assertThat(client.error("subscribe", in(channel))).isZero();
    }

    @Test
    void an_unsubscribe_waits_for_the_subscribe_before_it() {
        client.say("{\"subscribe\":" + in(channel) + ",\"id\":50}\n{\"unsubscribe\":" + in(channel)
                + ",\"id\":51}\n{\"subscribe\":" + in(channel) + ",\"id\":52}");
        assertThat(client.reply(52).containsKey("subscribe")).isTrue();
        List<Integer> ids =
                client.messages().stream().map(each -> each.getInteger("id")).toList();
        assertThat(ids).containsSubsequence(50, 51, 52);
    }

    @Test
    void nothing_comes_after_an_unsubscribe() {
        subscribed(in(channel));
        assertThat(client.ask("unsubscribe", in(channel)).getJsonObject("unsubscribe"))
                .isEqualTo(new JsonObject());
        publish(channel, 1);
        subscribed(in(channel));
        publish(channel, 1);
        assertThat(offsets(client.awaitPublications(channel, 1))).containsExactly(2L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish | {\"channel\":\"time\",\"data\":1} | 103",
                "publish | {\"channel\":\"open:1\"} | 107",
                "presence | {\"channel\":\"open:1\"} | 108",
                "presence_stats | {\"channel\":\"open:1\"} | 108",
                "history | {\"channel\":\"bare:1\"} | 108",
                "history | {\"channel\":\"closed:1\"} | 103",
                "history | {\"channel\":\"open:1\",\"since\":{\"offset\":0,\"epoch\":\"\"},\"reverse\":true} | 107",
                "history | {\"channel\":\"open:1\",\"since\":{\"offset\":1,\"epoch\":\"other\"}} | 112",
                "rpc | {\"method\":\"any\",\"data\":{}} | 108",
                "ping | {} | 108",
                "sub_refresh | {\"channel\":\"open:1\",\"token\":\"x\"} | 103",
            })
    void a_command_is_answered_with(String method, String request, int code) {
        assertThat(client.error(method, request)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | 3501",
                "{\"id\":7} | 3501",
                "{\"id\":7,\"nothing\":{}} | 3501",
                "{\"connect\":{},\"id\":7} | 3501",
                "{\"subscribe\":{},\"id\":7} | 3501",
                "{\"publish\":{\"data\":1},\"id\":7} | 3501",
                "{\"subscribe\":{\"channel\":\"open:1\"}} | 3501",
                "{\"refresh\":{\"token\":\"x\"},\"id\":7} | 3501",
                "{\"send\":{\"data\":1}} | 3508",
                "{} | 3501",
            })
    void a_message_ends_the_connection_with(String message, int code) {
        client.say(message);
        assertThat(client.closed().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"subscribe\":{\"channel\":\"open:1\"},\"id\":1}", "{}", ""})
    void who_has_not_connected_may_do_nothing_else(String message) {
        try (CentrifugalClient stranger = CentrifugalClient.open(node.port())) {
            stranger.say(message);
            assertThat(stranger.closed().code()).isEqualTo(3501);
        }
    }

    @Test
    void commands_of_one_message_are_all_answered_however_many_they_are() {
        client.say(IntStream.range(100, 800)
                .mapToObj(id -> "{\"ping\":{},\"id\":" + id + "}")
                .collect(Collectors.joining("\n")));
        client.reply(799);
        assertThat(client.messages().stream().map(each -> each.getInteger("id")))
                .containsAll(IntStream.range(100, 800).boxed().toList());
    }

    @Test
    void what_precedes_a_fault_is_answered_before_it_ends_the_connection() {
        client.say("{\"subscribe\":" + in(channel) + ",\"id\":50}\nfault");
        assertThat(client.closed().code()).isEqualTo(3501);
        assertThat(client.reply(50).containsKey("subscribe")).isTrue();
    }

    @Test
    void a_token_where_there_are_no_keys_is_refused() {
        try (CentrifugalClient stranger = CentrifugalClient.open(node.port())) {
            stranger.say("{\"connect\":{\"token\":\"a.b.c\"},\"id\":1}");
            assertThat(stranger.closed().code()).isEqualTo(3500);
        }
    }

    @Test
    void history_is_read_forwards_and_backwards_from_anywhere() {
        publish(channel, 10);
        JsonObject all = client.ask("history", "{\"channel\":\"" + channel + "\",\"limit\":-1}")
                .getJsonObject("history");
        assertThat(offsets(all.getJsonArray("publications"))).hasSize(10).startsWith(1L);
        assertThat(all.getLong("offset")).isEqualTo(10);
        assertThat(history("\"limit\":3")).containsExactly(1L, 2L, 3L);
        assertThat(history("\"limit\":3,\"since\":{\"offset\":7}")).containsExactly(8L, 9L, 10L);
        assertThat(history("\"limit\":2,\"reverse\":true")).containsExactly(10L, 9L);
        assertThat(history("\"limit\":20,\"reverse\":true,\"since\":{\"offset\":3}"))
                .containsExactly(2L, 1L);
        assertThat(history("\"limit\":0")).isEmpty();
    }

    private List<Long> history(String request) {
        return offsets(client.ask("history", "{\"channel\":\"" + channel + "\"," + request + "}")
                .getJsonObject("history")
                .getJsonArray("publications"));
    }

    @Test
    void a_position_of_one_transport_is_good_for_the_others() {
        subscribed(in(channel));
        publish(channel, 2);
        String epoch = client.awaitPublications(channel, 2).get(0).getString("epoch");
        String answer = RawClient.ask(
                        node.port(),
                        "GET /poll/" + channel + "?after=" + epoch + ":1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
        assertThat(offsets(new JsonObject(answer).getJsonArray("publications"))).containsExactly(2L);
    }
}
