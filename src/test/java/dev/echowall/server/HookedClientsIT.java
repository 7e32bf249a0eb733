package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.HookServer;
import dev.echowall.testing.HookServer.Question;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the Centrifugal protocol, of an instance whose application decides. */
class HookedClientsIT extends HookedInstance {
    private static final int UNAVAILABLE = 4507;

    /** Data that makes the application answer this. */
    private static String answering(String answer) {
        return "{\"data\":" + new JsonObject().put("answer", answer).encode();
    }

    private static String in(String name, String answer) {
        return answering(answer) + ",\"channel\":\"" + name + "\"}";
    }

    private static CentrifugalClient as(String result) {
        CentrifugalClient client = CentrifugalClient.open(node.port());
        assertThat(client.ask("connect", answering("{\"result\":" + result + "}") + "}")
                        .getJsonObject("error"))
                .isNull();
        return client;
    }

    // Connecting.

    @Test
    void who_brings_no_token_is_whom_the_application_says() {
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            JsonObject connect = client.ask(
                            "connect",
                            answering("{\"result\":{\"user\":\"42\",\"info\":{\"name\":\"A\"},\"data\":{\"hi\": 1},"
                                            + "\"channels\":[\"open:news\"],\"expire_at\":4102444800}}")
                                    + ",\"name\":\"js\",\"version\":\"5\"}")
                    .getJsonObject("connect");

            assertThat(connect.getJsonObject("data")).isEqualTo(new JsonObject("{\"hi\":1}"));
            assertThat(connect.getJsonObject("subs").fieldNames()).containsExactlyInAnyOrder("open:news", "#42");
            assertThat(connect.containsKey("expires")).isFalse();
            Question question = application.last("/connect");
            assertThat(question.body().getString("client")).isEqualTo(connect.getString("client"));
            assertThat(question.body().getString("transport")).isEqualTo("websocket");
            assertThat(question.body().getString("protocol")).isEqualTo("json");
            assertThat(question.body().getString("encoding")).isEqualTo("json");
            assertThat(question.body().getString("name")).isEqualTo("js");
            assertThat(question.body().getString("version")).isEqualTo("5");
            client.ask("publish", "{\"channel\":\"open:news\",\"data\":1}");
            JsonObject info = client.awaitPublications("open:news", 1).get(0).getJsonObject("info");
            assertThat(info.getString("user")).isEqualTo("42");
            assertThat(info.getJsonObject("conn_info").getString("name")).isEqualTo("A");
        }
    }

    @Test
    void who_brings_a_token_is_not_asked_about() {
        int before = application.asked("/connect").size();
        String token = Tokens.of("7");
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            assertThat(client.error("connect", "{\"token\":\"" + token + "\"}")).isZero();
        }
        assertThat(application.asked("/connect")).hasSize(before);
    }

    @Test
    void an_error_of_the_applications_is_the_replys() {
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            JsonObject error = client.ask(
                            "connect",
                            answering("{\"error\":{\"code\":1001,\"message\":\"maintenance\",\"temporary\":true}}")
                                    + "}")
                    .getJsonObject("error");

            assertThat(error)
                    .isEqualTo(new JsonObject("{\"code\":1001,\"message\":\"maintenance\",\"temporary\":true}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "subscribe", "publish", "rpc"})
    void a_disconnect_of_the_applications_ends_the_connection(String command) {
        String end = "{\"disconnect\":{\"code\":4501,\"reason\":\"banned\"}}";
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            if (!command.equals("connect")) {
                client.ask("connect", "{}");
            }
            client.say("{\"id\":9,\"" + command + "\":"
                    + (command.equals("connect") ? answering(end) + "}" : in(channel, end)) + "}");

            assertThat(client.closed().code()).isEqualTo(4501);
            assertThat(client.closed().reason()).isEqualTo("banned");
        }
    }

    @Test
    void an_identity_that_expires_ends_the_connection_so_that_the_client_asks_again() {
        try (CentrifugalClient client = CentrifugalClient.open(node.port())) {
            client.say("{\"id\":1,\"connect\":" + answering("{\"result\":{\"user\":\"42\",\"expire_at\":1}}") + "}}");
            assertThat(client.closed().code()).isEqualTo(3005);
        }
    }

    @Test
    void headers_that_the_client_made_up_in_its_command_are_never_those_of_its_request() {
        String headers = "Cookie: user=alice\r\nX-Forwarded-For: 6.6.6.6\r\nX-Secret: s\r\n";
        try (RawClient socket = RawClient.connect(node.port())) {
            socket.send(RawClient.handshake(node.port(), "/connection/websocket", headers));
            assertThat(socket.answer(true).status()).isEqualTo(101);
            String mark = UUID.randomUUID().toString();
            socket.text("{\"id\":1,\"connect\":{\"name\":\"" + mark + "\",\"headers\":{\"Cookie\":\"user=mallory\","
                    + "\"Authorization\":\"Bearer x\",\"X-Real-IP\":\"7.7.7.7\",\"X-Request-Id\":\"1\"}}}");
            assertThat(socket.frame().text()).contains("\"#alice\"");

            Question question = application.asked("/connect").stream()
                    .filter(each -> mark.equals(each.body().getString("name")))
                    .findFirst()
                    .orElseThrow();
            assertThat(question.header("cookie")).isEqualTo("user=alice");
            assertThat(question.header("x-forwarded-for")).isEqualTo("6.6.6.6"); // loopback is a trusted proxy
            assertThat(question.header("x-real-ip")).isEqualTo("6.6.6.6");
            assertThat(question.headers()).doesNotContainKeys("authorization", "x-request-id", "x-secret");
            assertThat(question.body().containsKey("headers")).isFalse();
        }
    }

    // Subscribing.

    @Test
    void the_application_decides_who_may_subscribe() {
        try (CentrifugalClient client = as("{\"user\":\"42\"}")) {
            JsonObject subscribe = client.ask(
                            "subscribe",
                            in(
                                    channel,
                                    "{\"result\":{\"data\":[1],\"info\":{\"role\":\"admin\"},"
                                            + "\"expire_at\":4102444800}}"))
                    .getJsonObject("subscribe");
            assertThat(subscribe.getJsonArray("data").getInteger(0)).isOne();
            assertThat(subscribe.containsKey("expires")).isFalse();
            assertThat(application.last("/subscribe").body().getString("user")).isEqualTo("42");
            assertThat(application.last("/subscribe").body().getString("channel"))
                    .isEqualTo(channel);

            client.ask("publish", "{\"channel\":\"" + channel + "\",\"data\":1}");
            JsonObject publication = client.awaitPublications(channel, 1).get(0);
            assertThat(publication
                            .getJsonObject("info")
                            .getJsonObject("chan_info")
                            .getString("role"))
                    .isEqualTo("admin");
        }
    }

    @Test
    void who_may_not_subscribe_is_not_subscribed_and_may_try_again() {
        try (CentrifugalClient client = as("{}")) {
            String no = in(channel, "{\"error\":{\"code\":403,\"message\":\"no\"}}");
            assertThat(client.error("subscribe", no)).isEqualTo(403);
            assertThat(client.error("history", "{\"channel\":\"" + channel + "\"}"))
                    .isEqualTo(103);
            assertThat(client.error("subscribe", in(channel, OK))).isZero();
            assertThat(client.error("history", "{\"channel\":\"" + channel + "\"}"))
                    .isZero();
        }
    }

    @Test
    void a_subscription_that_expires_is_ended_so_that_the_client_asks_again() {
        try (CentrifugalClient client = as("{}")) {
            assertThat(client.error("subscribe", in(channel, "{\"result\":{\"expire_at\":1}}")))
                    .isZero();
            JsonObject push = client.await(
                            "the end",
                            each -> each.containsKey("push")
                                    && each.getJsonObject("push").containsKey("unsubscribe"))
                    .getJsonObject("push");
            assertThat(push.getJsonObject("unsubscribe").getInteger("code")).isEqualTo(2501);
        }
    }

    @ParameterizedTest
    @CsvSource({"$chat:x,103", "chat#42,0", "chat#7,103"})
    void what_a_name_says_is_not_left_to_the_application(String name, int code) {
        int before = application.asked("/subscribe").size();
        try (CentrifugalClient client = as("{\"user\":\"42\"}")) {
            assertThat(client.error("subscribe", in(name, OK))).isEqualTo(code);
        }
        assertThat(application.asked("/subscribe")).hasSize(before);
    }

    @Test
    void caps_and_tokens_permit_without_the_application() {
        int before = application.asked("/subscribe").size();
        try (CentrifugalClient client =
                as("{\"user\":\"42\",\"caps\":[{\"channels\":[\"chat:*\"],\"allow\":[\"sub\"]}]}")) {
            assertThat(client.error("subscribe", "{\"channel\":\"" + channel + "\"}"))
                    .isZero();
            String token = Tokens.of(Map.of("sub", "42", "channel", "chat"));
            assertThat(client.error("subscribe", "{\"channel\":\"chat\",\"token\":\"" + token + "\"}"))
                    .isZero();
        }
        assertThat(application.asked("/subscribe")).hasSize(before);
    }

    // Publishing.

    @Test
    void the_application_may_replace_what_is_published() {
        try (CentrifugalClient client = as("{\"user\":\"42\"}")) {
            client.ask("subscribe", in(channel, OK));
            client.ask("publish", in(channel, "{\"result\":{\"data\":{\"text\": \"***\"},\"tags\":{\"a\":\"b\"}}}"));

            JsonObject publication = client.awaitPublications(channel, 1).get(0);
            assertThat(publication.getJsonObject("data")).isEqualTo(new JsonObject("{\"text\":\"***\"}"));
            assertThat(publication.getJsonObject("tags").getString("a")).isEqualTo("b");
            assertThat(publication.getJsonObject("info").getString("user")).isEqualTo("42");
        }
    }

    @Test
    void what_the_application_refuses_is_not_published() {
        try (CentrifugalClient client = as("{\"user\":\"42\",\"caps\":[{\"channels\":[\"*\"],\"allow\":[\"pub\"]}]}")) {
            client.ask("subscribe", in(channel, OK));
            assertThat(client.error("publish", in(channel, "{\"error\":{\"code\":1000,\"message\":\"rude\"}}")))
                    .isEqualTo(1000);
            assertThat(client.error("publish", in(channel, OK))).isZero();
            assertThat(client.awaitPublications(channel, 1).get(0).getLong("offset"))
                    .isOne();
        }
    }

    @Test
    void a_replacement_has_the_limit_of_any_payload() {
        try (CentrifugalClient client = as("{}")) {
            application.answers("/publish", "{\"result\":{\"data\":\"" + "x".repeat(65537) + "\"}}");
            assertThat(client.error("publish", "{\"channel\":\"" + channel + "\",\"data\":1}"))
                    .isEqualTo(413);
        } finally {
            application.answers("/publish", HookedInstance::say);
        }
    }

    @Test
    void publications_of_one_client_keep_their_order_though_the_application_takes_its_time() {
        CountDownLatch slow = new CountDownLatch(1);
        application.answers("/publish", (exchange, question) -> {
            if ("first".equals(question.getString("data"))) {
                slow.await(10, TimeUnit.SECONDS);
            }
            HookServer.send(exchange, 200, OK);
        });
        try (CentrifugalClient client = as("{}");
                CentrifugalClient other = as("{}")) {
            client.ask("subscribe", in(channel, OK));
            client.say(publish(11, "first") + "\n" + publish(12, "second") + "\n" + publish(13, "third"));
            other.ask("publish", "{\"channel\":\"" + channel + "\",\"data\":\"others do not wait\"}");
            slow.countDown();

            assertThat(client.awaitPublications(channel, 4))
                    .extracting(each -> each.getString("data"))
                    .containsExactly("others do not wait", "first", "second", "third");
        } finally {
            application.answers("/publish", HookedInstance::say);
        }
    }

    private String publish(int id, String data) {
        return "{\"id\":" + id + ",\"publish\":{\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}}";
    }

    // Calls.

    @Test
    void the_application_answers_calls() {
        try (CentrifugalClient client = as("{\"user\":\"42\"}")) {
            JsonObject rpc = client.ask(
                            "rpc", answering("{\"result\":{\"data\":{\"time\": 12}}}") + ",\"method\":\"now\"}")
                    .getJsonObject("rpc");

            assertThat(rpc.getJsonObject("data")).isEqualTo(new JsonObject("{\"time\":12}"));
            assertThat(application.last("/rpc").body().getString("method")).isEqualTo("now");
            assertThat(application.last("/rpc").body().getString("user")).isEqualTo("42");
            assertThat(client.ask("rpc", "{}").getJsonObject("rpc")).isEqualTo(new JsonObject());
            assertThat(client.error("rpc", answering("{\"error\":{\"code\":1404,\"message\":\"what?\"}}") + "}"))
                    .isEqualTo(1404);
        }
    }

    // An application that is down.

    @Test
    void while_the_application_is_down_clients_are_refused_by_the_name_of_the_key() {
        try (CentrifugalClient client = as("{}")) {
            List<JsonObject> errors = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                errors.add(client.ask("subscribe", "{\"channel\":\"down:" + i + "\"}")
                        .getJsonObject("error"));
            }
            assertThat(errors).allSatisfy(error -> {
                assertThat(error.getInteger("code")).isEqualTo(UNAVAILABLE);
                assertThat(error.getBoolean("temporary")).isTrue();
                assertThat(error.getString("message")).contains("(channels.down.subscribe-url)");
            });
            assertThat(application.asked("/down")).hasSizeLessThan(10); // then the circuit was open
            assertThat(client.error("subscribe", in(channel, OK))).isZero();
        }
        String metrics = RawClient.ask(node.management(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
        assertThat(metrics)
                .contains("echowall_hooks_total{event=\"subscribe\",outcome=\"failed\"}")
                .contains("echowall_hooks_total{event=\"subscribe\",outcome=\"circuit_open\"}");
    }
}
