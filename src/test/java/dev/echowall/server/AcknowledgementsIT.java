package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.RawClient.Frame;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets with {@code format=json&ack=true}: each message is answered. */
class AcknowledgementsIT {
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

    private RawClient open() {
        return open(node, channel);
    }

    private static RawClient open(TestNode at, String channel) {
        RawClient client = RawClient.webSocket(at.port(), "/ws/" + channel + "?format=json&ack=true");
        assertThat(next(client).getString("channel")).isEqualTo(channel);
        return client;
    }

    private static JsonObject next(RawClient client) {
        return new JsonObject(client.frame().text());
    }

    /** The next that is no publication. */
    private static JsonObject answer(RawClient client) {
        JsonObject next = next(client);
        while (next.containsKey("channel")) {
            next = next(client);
        }
        return next;
    }

    private static JsonObject error(RawClient client) {
        return answer(client).getJsonObject("error");
    }

    private static void assertStillWorks(RawClient client) {
        JsonObject ack =
                answer(client.text("{\"id\":\"still\",\"data\":\"there\"}")).getJsonObject("ack");
        assertThat(ack.getString("id")).isEqualTo("still");
    }

    private List<JsonObject> kept() {
        Answer answer = RawClient.ask(
                node.port(), "GET /poll/" + channel + "?after=:0&limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return new JsonObject(answer.text())
                .getJsonArray("publications").stream()
                        .map(JsonObject.class::cast)
                        .toList();
    }

    @Test
    void a_message_is_answered_with_its_position_and_how_many_keep_it() {
        try (RawClient client = open()) {
            JsonObject ack =
                    answer(client.text("{\"id\":\"7\",\"data\":\"hello\"}")).getJsonObject("ack");
            assertThat(ack.fieldNames()).containsExactly("id", "epoch", "offset", "copies");
            assertThat(ack.getString("id")).isEqualTo("7");
            assertThat(ack.getString("epoch")).isNotBlank();
            assertThat(ack.getLong("offset")).isEqualTo(1);
            assertThat(ack.getInteger("copies")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"data\":\"grüß dich 回音\" | \"data\":\"grüß dich 回音\"",
                "\"data\":{\"a\":[1,2.50]} | \"data\":{\"a\":[1,2.50]}",
                "\"data\":null | \"data\":null",
                "\"data\":17 | \"data\":17",
                "\"b64data\":\"aGk=\" | \"b64data\":\"aGk=\"",
                "\"data\":\"x\",\"more\":{\"unknown\":1} | \"data\":\"x\"",
                "\"data\":\"\" | \"data\":\"\""
            })
    void what_is_said_is_published_as_over_the_server_api(String said, String heard) {
        try (RawClient client = open()) {
            client.text("{\"id\":\"7\"," + said + "}");
            assertThat(answer(client).containsKey("ack")).isTrue();
            String page = RawClient.ask(
                            node.port(), "GET /poll/" + channel + "?after=:0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .text();
            assertThat(page).contains(heard);
        }
    }

    @Test
    void answers_come_in_the_order_of_the_messages_also_those_that_are_refused() {
        try (RawClient client = open()) {
            byte[] all = new byte[0];
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                boolean bad = i % 7 == 3;
                String message = bad ? "{\"id\":\"m" + i + "\"}" : "{\"id\":\"m" + i + "\",\"data\":" + i + "}";
                expected.add((bad ? "error m" : "ack m") + i);
                all = RawClient.join(
                        all, RawClient.masked(0x81, message.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
            client.send(all);
            List<String> answers = new ArrayList<>();
            while (answers.size() < expected.size()) {
                JsonObject next = answer(client);
                String kind = next.fieldNames().iterator().next();
                answers.add(kind + " " + next.getJsonObject(kind).getString("id"));
            }
            assertThat(answers).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-17", "1700000000123", "0.5", "1e3"})
    void a_ping_is_answered_with_its_number(String number) {
        try (RawClient client = open()) {
            assertThat(client.text("{\"ping\":" + number + "}").frame().text()).isEqualTo("{\"pong\":" + number + "}");
        }
        assertThat(kept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "",
                "17",
                "[]",
                "null",
                "{}",
                "{",
                "x {\"id\":\"7\",\"data\":1}",
                "{\"data\":\"without an id\"}",
                "{\"id\":7,\"data\":1}",
                "{\"id\":\"\",\"data\":1}",
                "{\"id\":null,\"data\":1}",
                "{\"id\":{},\"data\":1}",
                "{\"ping\":\"1\"}",
                "{\"ping\":null}",
                "{\"ping\":{}}",
                "{\"ping\":123456789012345678901234567890123}",
                "{\"ping\":1e}"
            })
    void what_is_no_message_gets_an_error_and_the_socket_goes_on(String message) {
        try (RawClient client = open()) {
            JsonObject error = error(client.text(message));
            assertThat(error.getInteger("code")).isEqualTo(107);
            assertThat(error.getString("name")).isEqualTo("bad_request");
            assertThat(error.getString("message")).isNotBlank();
            assertThat(error.containsKey("id")).isFalse();
            assertStillWorks(client);
        }
        assertThat(kept()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"id\":\"7\"",
                "\"id\":\"7\",\"data\":1,\"data\":2",
                "\"id\":\"7\",\"data\":1,\"b64data\":\"aGk=\"",
                "\"id\":\"7\",\"b64data\":\"!\"",
                "\"b64data\":[],\"id\":\"7\"",
                "\"id\":\"7\",\"data\":\"\\ud83d\"",
                "\"id\":\"7\",\"ping\":1,\"data\":1",
                "\"id\":\"7\",\"data\":1,\"idempotency_key\":\"\"",
                "\"id\":\"7\",\"data\":1,\"idempotency_key\":5",
                "\"id\":\"7\",\"data\":1}, {\"more\":1"
            })
    void an_error_has_the_id_of_the_message_that_it_is_about(String message) {
        try (RawClient client = open()) {
            JsonObject error = error(client.text("{" + message + "}"));
            assertThat(error.getString("id")).isEqualTo("7");
            assertThat(error.getString("name")).isEqualTo("bad_request");
            assertStillWorks(client);
        }
    }

    @Test
    void an_id_has_128_characters_at_most() {
        try (RawClient client = open()) {
            String id = "x".repeat(128);
            assertThat(answer(client.text("{\"id\":\"" + id + "\",\"data\":1}"))
                            .getJsonObject("ack")
                            .getString("id"))
                    .isEqualTo(id);
            assertThat(error(client.text("{\"id\":\"" + id + "x\",\"data\":1}")).getString("message"))
                    .contains("128");
        }
    }

    @Test
    void any_characters_of_an_id_come_back() {
        try (RawClient client = open()) {
            String id = "\\\"\u0001\n回</script>";
            String message = new JsonObject().put("id", id).put("data", 1).encode();
            assertThat(answer(client.text(message)).getJsonObject("ack").getString("id"))
                    .isEqualTo(id);
        }
    }

    @Test
    void a_binary_frame_is_no_message() {
        try (RawClient client = open()) {
            client.frame(0x82, new byte[] {1, 2, 3});
            assertThat(error(client).getString("message")).contains("b64data");
            assertStillWorks(client);
        }
    }

    @Test
    void where_nobody_may_publish_the_message_is_refused_and_the_socket_goes_on() {
        try (RawClient client = open(node, "nodes")) {
            JsonObject error = error(client.text("{\"id\":\"7\",\"data\":1}"));
            assertThat(error.getString("id")).isEqualTo("7");
            assertThat(error.getString("name")).isEqualTo("permission_denied");
            assertThat(answer(client.text("{\"ping\":3}")).getInteger("pong")).isEqualTo(3);
        }
    }

    @Test
    void the_same_id_again_is_another_message_the_same_idempotency_key_is_not() {
        try (RawClient one = open();
                RawClient other = open()) {
            String same = "{\"id\":\"1\",\"data\":\"a\"}";
            assertThat(offset(one.text(same))).isEqualTo(1);
            assertThat(offset(one.text(same))).isEqualTo(2);
            assertThat(offset(other.text(same))).isEqualTo(3);
            String repeated = "{\"id\":\"1\",\"data\":\"b\",\"idempotency_key\":\"k\"}";
            assertThat(offset(one.text(repeated))).isEqualTo(4);
            assertThat(offset(other.text(repeated))).isEqualTo(4);
        }
        assertThat(kept()).hasSize(4);
    }

    private static long offset(RawClient client) {
        return answer(client).getJsonObject("ack").getLong("offset");
    }

    @Test
    void who_sends_too_fast_gets_an_error_for_each_message_too_many() {
        try (TestNode slow = TestNode.start("limits: { publish-rate: 5, command-rate: 0 }");
                RawClient client = open(slow, channel)) {
            for (int i = 0; i < 8; i++) {
                client.text("{\"id\":\"m" + i + "\",\"data\":" + i + "}");
            }
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                JsonObject next = answer(client);
                String kind = next.fieldNames().iterator().next();
                assertThat(next.getJsonObject(kind).getString("id")).isEqualTo("m" + i);
                answers.add(kind + next.getJsonObject(kind).getString("name", ""));
            }
            assertThat(answers.get(0)).isEqualTo("ack");
            assertThat(new HashSet<>(answers)).containsExactlyInAnyOrder("ack", "errortoo_many_requests");
        }
    }

    @Test
    void one_who_reads_no_answers_is_not_read_from() {
        try (TestNode small = TestNode.start("limits: { queue-bytes: 4096 }");
                RawClient deaf = open(small, channel);
                RawClient other = open(small, channel)) {
            // More than the sockets of both sides hold: were it read, all of it would be answered from memory.
            byte[] pings = RawClient.masked(0x81, "{\"ping\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] many = new byte[0];
            for (int i = 0; i < 10; i++) {
                many = i == 0 ? pings : RawClient.join(many, many);
            }
            byte[] block = many;
            Thread flood = new Thread(() -> {
                try {
                    IntStream.range(0, 4_000).forEach(i -> deaf.send(block));
                } catch (java.io.UncheckedIOException closed) {
                    assertThat(closed).isNotNull();
                }
            });
            flood.setDaemon(true);
            flood.start();
            for (int i = 0; i < 20; i++) {
                assertThat(answer(other.text("{\"ping\":" + i + "}")).getInteger("pong"))
                        .isEqualTo(i);
            }
            assertThat(flood.isAlive()).as("it waits").isTrue();
        }
    }

    @Test
    void without_being_asked_nothing_is_a_message_but_what_is_said() {
        try (RawClient client = RawClient.webSocket(node.port(), "/ws/" + channel + "?format=json")) {
            next(client);
            client.text("{\"id\":\"7\",\"data\":1}").text("{\"ping\":1}");
            assertThat(next(client).getString("data")).isEqualTo("{\"id\":\"7\",\"data\":1}");
            assertThat(next(client).getString("data")).isEqualTo("{\"ping\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ack=true",
                "format=raw&ack=true",
                "format=json&ack=yes",
                "format=json&ack=",
                "ack=TRUE&format=json"
            })
    void acknowledgements_need_json_and_a_word_that_is_understood(String query) {
        Answer refused = RawClient.ask(node.port(), RawClient.handshake(node.port(), "/ws/echo?" + query, ""));
        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void what_was_said_before_a_violation_is_answered_first() {
        try (RawClient client = open()) {
            client.send(RawClient.join(
                    RawClient.masked(
                            0x81, "{\"id\":\"7\",\"data\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}));
            boolean acknowledged = false;
            Frame frame = client.frame();
            while (frame.closeCode() < 0) {
                acknowledged |= frame.text().contains("\"ack\"");
                frame = client.frame();
            }
            assertThat(acknowledged).isTrue();
            assertThat(frame.closeCode()).isEqualTo(1002);
        }
    }
}
