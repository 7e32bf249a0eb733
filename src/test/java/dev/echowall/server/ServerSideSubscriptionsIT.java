package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Channels that a user is subscribed to without asking. */
class ServerSideSubscriptionsIT {
    private static TestNode node;
    private static TestHttpClient http;

    private final String user = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                auth: { hmac-secret: "%s", personal-channel: true }
                channels:
                  default: { publish: anyone, history-size: 1000 }
                """.formatted(Tokens.SECRET));
        http = new TestHttpClient(node.port());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private JsonObject connect(CentrifugalClient client, List<String> channels, JsonObject subs) {
        String token = Tokens.of(Map.of("sub", user, "channels", channels));
        return client.ask(
                        "connect",
                        new JsonObject().put("token", token).put("subs", subs).encode())
                .getJsonObject("connect")
                .getJsonObject("subs");
    }

    private static void publish(String channel, String words) {
        assertThat(http.post("/publish/" + channel, "text/plain", words).statusCode())
                .isEqualTo(200);
    }

    private void publishToUser(CentrifugalClient client, String words) {
        assertThat(client.error("publish", "{\"channel\":\"#" + user + "\",\"data\":\"" + words + "\"}"))
                .isZero();
    }

    @Test
    void a_user_is_subscribed_to_the_personal_channel() {
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            assertThat(connect(client, List.of(), new JsonObject()).fieldNames())
                    .containsExactly("#" + user);
            publishToUser(client, "to all of your devices");
            assertThat(client.awaitPublications("#" + user, 1).get(0).getString("data"))
                    .isEqualTo("to all of your devices");
        }
    }

    @Test
    void the_personal_channel_of_another_user_is_closed() {
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            connect(client, List.of(), new JsonObject());
            assertThat(client.error("subscribe", "{\"channel\":\"#another\"}")).isEqualTo(103);
        }
    }

    /** 128 KiB of each channel, of which the reply has room for 192 KiB. */
    @Test
    void what_was_missed_in_several_channels_comes_whole_though_the_reply_has_no_room_for_it() {
        List<String> channels = List.of("a:" + user, "b:" + user, "c:" + user);
        JsonObject subs = new JsonObject();
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            JsonObject begun = connect(client, channels, subs);
            for (String channel : channels) {
                String epoch = begun.getJsonObject(channel).getString("epoch");
                subs.put(
                        channel,
                        new JsonObject()
                                .put("recover", true)
                                .put("epoch", epoch)
                                .put("offset", 0));
            }
        }
        for (String channel : channels) {
            for (int i = 0; i < 16; i++) {
                publish(channel, "x".repeat(8 * 1024));
            }
        }
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            JsonObject again = connect(client, channels, subs);
            int carried = 0;
            for (String channel : channels) {
                JsonObject result = again.getJsonObject(channel);
                assertThat(result.getBoolean("recovered")).isTrue();
                int inReply =
                        result.getJsonArray("publications", new JsonArray()).size();
                carried += inReply;
                List<Long> pushed = client.awaitPublications(channel, 16 - inReply).stream()
                        .map(each -> each.getLong("offset"))
                        .toList();
                assertThat(pushed)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(inReply + 1, 16).boxed().toList());
            }
            assertThat(carried).as("publications of 8 KiB in the reply").isBetween(20, 24);
        }
    }
}
