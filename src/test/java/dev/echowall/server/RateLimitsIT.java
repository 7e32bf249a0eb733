package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.RawClient.Frame;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitsIT {
    private static final String AT = " HTTP/1.1\r\nHost: localhost\r\n";

    private TestNode node = TestNode.start("limits: { publish-rate: 5 }");

    @AfterEach
    void stop() {
        node.close();
    }

    private void serve(String yaml) {
        node.close();
        node = TestNode.start(yaml);
    }

    @Test
    void over_http_one_publication_too_many_is_429_with_when_to_come_back() {
        try (RawClient client = RawClient.connect(node.port())) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                answers.add(client.send(publication("")).answer(false));
            }
            assertThat(answers.subList(0, 5)).allMatch(answer -> answer.status() == 200);
            Answer refused = answers.get(6);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.text())
                    .contains("\"code\":111", "\"name\":\"too_many_requests\"", "limits.publish-rate");
            // Reading is no publishing.
            assertThat(client.send("GET /poll/echo" + AT + "\r\n").answer(false).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_client_begins_so_many_channels_in_an_hour_and_goes_on_in_those_it_has() {
        serve("limits: { channels-per-client: 3 }");
        try (RawClient client = RawClient.connect(node.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(publicationTo("echo:new" + i))
                                .answer(false)
                                .status())
                        .isEqualTo(200);
            }
            Answer refused = client.send(publicationTo("echo:new3")).answer(false);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("\"code\":4503", "\"name\":\"too_many\"", "limits.channels-per-client");
            assertThat(client.send(publicationTo("echo:new0")).answer(false).status())
                    .isEqualTo(200);
            assertThat(client.send(publicationTo("echo")).answer(false).status())
                    .isEqualTo(200);
        }
        try (RawClient another = RawClient.connect(node.port())) {
            assertThat(another.send(publicationTo("echo:new4")).answer(false).status())
                    .as("another connection of the same client")
                    .isEqualTo(503);
        }
        TestHttpClient server = new TestHttpClient(node.management());
        assertThat(server.post("/api/publish", "application/json", "{\"channel\":\"echo:new5\",\"data\":1}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_namespace_has_so_many_channels_and_the_others_do_not_notice() {
        serve("channels: { echo: { max-channels: 2 }, chat: { publish: anyone } }");
        try (RawClient client = RawClient.connect(node.port())) {
            for (String channel : List.of("echo:a", "echo:b", "chat:a", "chat:b", "chat:c", "echo")) {
                assertThat(client.send(publicationTo(channel)).answer(false).status())
                        .as(channel)
                        .isEqualTo(200);
            }
            Answer refused = client.send(publicationTo("echo:c")).answer(false);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("\"name\":\"too_many\"", "channels.echo.max-channels");
            assertThat(client.send(publicationTo("echo:a")).answer(false).status())
                    .isEqualTo(200);
        }
    }

    private static String publicationTo(String channel) {
        return "POST /publish/" + channel + AT + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx";
    }

    @Test
    void a_json_socket_is_told_in_band_and_goes_on() {
        try (RawClient client = RawClient.webSocket(node.port(), "/ws/echo?format=json")) {
            client.frame();
            for (int i = 0; i < 8; i++) {
                client.text("hello");
            }
            List<JsonObject> heard = new ArrayList<>();
            while (heard.stream().noneMatch(each -> each.containsKey("error"))) {
                heard.add(new JsonObject(client.frame().text()));
            }
            assertThat(heard.stream().filter(each -> each.containsKey("error")).findFirst())
                    .hasValueSatisfying(
                            notice -> assertThat(notice.getJsonObject("error").getString("name"))
                                    .isEqualTo("too_many_requests"));
            client.text("still here");
            Frame frame = client.frame();
            while (!frame.text().contains("still here") && !frame.text().contains("too_many_requests")) {
                frame = client.frame();
            }
        }
    }

    @Test
    void a_bare_socket_is_read_from_more_slowly_and_loses_nothing() {
        try (RawClient client = RawClient.webSocket(node.port(), "/ws/echo")) {
            Instant begun = Instant.now();
            for (int i = 0; i < 10; i++) {
                client.text("number " + i);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(client.said().text()).isEqualTo("number " + i);
            }
            // Five at once, and five a second after them.
            assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(700));
        }
    }

    @Test
    void all_connections_of_an_address_together_have_four_times_as_many() {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            statuses.add(RawClient.ask(node.port(), publication("X-Forwarded-For: 203.0.113.7\r\n"))
                    .status());
        }
        assertThat(statuses.subList(0, 20)).containsOnly(200);
        assertThat(statuses).contains(429);
        assertThat(RawClient.ask(node.port(), publication("X-Forwarded-For: 203.0.113.8\r\n"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void requests_of_any_kind_have_a_limit_of_their_own() {
        serve("limits: { command-rate: 3 }");
        try (RawClient client = RawClient.connect(node.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET /poll/echo" + AT + "\r\n")
                                .answer(false)
                                .status())
                        .isEqualTo(200);
            }
            assertThat(client.send("GET /poll/echo" + AT + "\r\n").answer(false).text())
                    .contains("limits.command-rate");
        }
        try (RawClient client = RawClient.webSocket(node.port(), "/inspect")) {
            client.frame();
            Instant begun = Instant.now();
            for (int i = 0; i < 5; i++) {
                client.text("hello");
            }
            for (int i = 0; i < 5; i++) {
                client.frame();
            }
            assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(300));
        }
    }

    private static String publication(String header) {
        return "POST /publish/echo" + AT + header + "Content-Length: 5\r\n\r\nhello";
    }
}
