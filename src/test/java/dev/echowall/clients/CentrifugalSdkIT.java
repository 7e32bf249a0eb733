package dev.echowall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TestWebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Centrifugal's own SDKs, unchanged: whatever they promise their users, they can promise with this server too. */
class CentrifugalSdkIT {
    private static final int MISSED = 5_000;
    /** A third of a second each: a ping, and all the time that there is for its answer, and once more. */
    private static final int TICKS_OF_SEVERAL_PINGS = 10;

    private static final int NOT_AVAILABLE = 108;
    private static final int PERMISSION_DENIED = 103;

    private static final RunningSdks sdks = new RunningSdks();
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                time: { interval: 300ms }
                limits: { ping-interval: 500ms, pong-timeout: 1s }
                channels:
                  open: { publish: anyone, subscribe: anyone, history-size: 10000, history-bytes: 10MiB }
                  few: { publish: anyone, subscribe: anyone, history-size: 5 }
                  seen: { subscribe: anyone, presence: true, join-leave: true }
                """);
    }

    @AfterAll
    static void stop() {
        sdks.close();
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_is_there_is_listed_and_counted_and_who_comes_and_goes_is_told(Sdk sdk) {
        String channel = "seen:" + sdk;
        SdkClient client = connect(sdk);
        client.subscribe(channel);
        client.awaitSubscribed(channel, 1);
        client.awaitTold("join", channel, client.id());
        assertThat(client.presence(channel)).containsExactly(client.id());
        try (CentrifugalClient other = CentrifugalClient.connected(node.port())) {
            other.ask("subscribe", "{\"channel\":\"" + channel + "\"}");
            client.awaitTold("join", channel, other.id());
            assertThat(client.presence(channel)).containsExactlyInAnyOrder(client.id(), other.id());
            assertThat(client.presenceStats(channel)).containsExactly(2, 1);
            other.ask("unsubscribe", "{\"channel\":\"" + channel + "\"}");
            client.awaitTold("leave", channel, other.id());
        }
        assertThat(client.presenceStats(channel)).containsExactly(1, 1);
    }

    private static SdkClient connect(Sdk sdk) {
        SdkClient client = sdks.connect(sdk, "ws://127.0.0.1:" + node.port() + "/connection/websocket");
        client.await("connected", event -> "connected".equals(event.getString("event")));
        return client;
    }

    /** So long that thousands of them do not fit into one reply. */
    private static String text(int number) {
        return number + " of all that was said while somebody was away";
    }

    /** What a plain client says there, whose text is a JSON string to others. */
    private static List<Object> say(String channel, int from, int count) {
        List<Object> said = new ArrayList<>();
        try (TestWebSocketClient speaker =
                TestWebSocketClient.connect("ws://127.0.0.1:" + node.port() + "/ws/" + channel)) {
            for (int i = from; i < from + count; i++) {
                String text = text(i);
                speaker.say(text);
                said.add(text);
            }
            speaker.awaitMessages(count);
        }
        return said;
    }

    /** By somebody who is no subscriber: for those who are, the server has more at hand than the channel keeps. */
    private static void publish(String channel, int from, int count) {
        try (RawClient client = RawClient.connect(node.port())) {
            for (int i = from; i < from + count; i++) {
                String text = text(i);
                client.send("POST /publish/" + channel + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + text.length() + "\r\n\r\n" + text);
                assertThat(client.answer(false).status()).isEqualTo(200);
            }
        }
    }

    private static List<Long> offsets(SdkClient client, String channel) {
        return client.publications(channel).stream()
                .map(each -> each.getLong("offset"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void a_client_hears_what_it_publishes_itself_and_that_it_was_itself(Sdk sdk) {
        String channel = "open:own-" + sdk;
        SdkClient client = connect(sdk);
        client.subscribe(channel);
        client.awaitSubscribed(channel, 1);
        JsonObject greeting = new JsonObject().put("text", "hello, 回音壁").put("n", 1);
        assertThat(client.publish(channel, greeting)).isZero();

        assertThat(client.awaitPublications(channel, 1)).containsExactly(greeting);
        JsonObject heard = client.publications(channel).get(0);
        assertThat(heard.getLong("offset")).isEqualTo(1);
        assertThat(heard.getString("client")).isEqualTo(client.id()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void the_history_is_read_from_either_end(Sdk sdk) {
        String channel = "open:history-" + sdk;
        SdkClient client = connect(sdk);
        for (int i = 1; i <= 3; i++) {
            assertThat(client.publish(channel, i)).isZero();
        }
        JsonObject oldest = client.history(channel, 2, false);
        assertThat(SdkClient.data(oldest.getJsonArray("publications"))).containsExactly(1, 2);
        assertThat(oldest.getLong("offset")).isEqualTo(3);
        assertThat(oldest.getString("epoch")).isNotBlank();
        assertThat(SdkClient.data(client.history(channel, 2, true).getJsonArray("publications")))
                .containsExactly(3, 2);
        assertThat(client.history(channel, 0, false).getJsonArray("publications", new JsonArray()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_the_server_does_not_have_is_refused_and_the_connection_stays(Sdk sdk) {
        String channel = "open:refused-" + sdk;
        SdkClient client = connect(sdk);
        for (String each : List.of("presence", "presence_stats")) {
            assertThat(client.error(new JsonObject().put("do", each).put("channel", channel)))
                    .as(each)
                    .isEqualTo(NOT_AVAILABLE);
        }
        assertThat(client.error(new JsonObject().put("do", "rpc").put("data", new JsonObject())))
                .isEqualTo(NOT_AVAILABLE);
        assertThat(client.publish("time", "five o'clock")).isEqualTo(PERMISSION_DENIED);
        assertThat(client.publish(channel, "hello")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void who_unsubscribes_hears_no_more_and_is_given_what_was_missed_on_coming_back(Sdk sdk) {
        String channel = "open:again-" + sdk;
        SdkClient client = connect(sdk);
        client.subscribe(channel);
        assertThat(client.awaitSubscribed(channel, 1).getBoolean("wasRecovering"))
                .isFalse();
        List<Object> said = new ArrayList<>(say(channel, 0, 1));
        client.awaitPublications(channel, 1);
        client.unsubscribe(channel);
        client.history(channel, 0, false); // after the unsubscribe, for which some SDKs do not wait
        said.addAll(say(channel, 1, 2));
        // Whatever it were told of them would come before this answer.
        client.history(channel, 0, false);
        assertThat(client.said(channel)).hasSize(1);
        client.subscribe(channel);

        JsonObject subscribed = client.awaitSubscribed(channel, 2);
        assertThat(subscribed.getBoolean("wasRecovering")).isTrue();
        assertThat(subscribed.getBoolean("recovered")).isTrue();
        assertThat(client.awaitPublications(channel, said.size())).isEqualTo(said);
        said.addAll(say(channel, 3, 1));
        assertThat(client.awaitPublications(channel, said.size())).isEqualTo(said);
    }

    @ParameterizedTest
    @EnumSource
    void thousands_that_were_missed_come_in_order_without_a_hole(Sdk sdk) {
        String channel = "open:thousands-" + sdk;
        SdkClient client = connect(sdk);
        client.subscribe(channel);
        client.awaitSubscribed(channel, 1);
        List<Object> said = new ArrayList<>(say(channel, 0, 1));
        client.awaitPublications(channel, 1);
        client.unsubscribe(channel);
        said.addAll(say(channel, 1, MISSED));
        client.subscribe(channel);

        assertThat(client.awaitSubscribed(channel, 2).getBoolean("recovered")).isTrue();
        said.addAll(say(channel, MISSED + 1, 1));
        assertThat(client.awaitPublications(channel, said.size())).isEqualTo(said);
        assertThat(offsets(client, channel))
                .isEqualTo(IntStream.rangeClosed(1, said.size())
                        .mapToObj(Long::valueOf)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_longer_kept_is_told_and_it_goes_on_from_now(Sdk sdk) {
        String channel = "few:gone-" + sdk;
        SdkClient client = connect(sdk);
        client.subscribe(channel);
        client.awaitSubscribed(channel, 1);
        publish(channel, 0, 1);
        client.awaitPublications(channel, 1);
        client.unsubscribe(channel);
        client.history(channel, 0, false); // after the unsubscribe, for which some SDKs do not wait
        publish(channel, 1, 20);
        client.subscribe(channel);

        JsonObject subscribed = client.awaitSubscribed(channel, 2);
        assertThat(subscribed.getBoolean("wasRecovering")).isTrue();
        assertThat(subscribed.getBoolean("recovered")).isFalse();
        publish(channel, 21, 1);
        assertThat(client.awaitPublications(channel, 2)).containsExactly(text(0), text(21));
    }

    @Test
    void clients_answer_pings_and_stay() {
        List<SdkClient> clients = Arrays.stream(Sdk.values())
                .filter(Sdk::isInstalled)
                .map(CentrifugalSdkIT::connect)
                .toList();
        clients.forEach(each -> each.subscribe("time"));
        clients.forEach(each -> {
            each.awaitPublications("time", TICKS_OF_SEVERAL_PINGS);
            assertThat(each.connection()).containsExactly("connecting 0", "connected 0");
        });
    }
}
