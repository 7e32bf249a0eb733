package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.http.Handshake;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InspectIT {
    @Test
    void what_scripts_must_not_know_is_named_but_not_shown() {
        List<String> secret = List.of(
                "Cookie",
                "Authorization",
                "Proxy-Authorization",
                "X-API-Key",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "Forwarded",
                "X-Real-IP",
                "Via",
                "X-Amzn-Oidc-Data",
                "X-SSL-Client-Cert");
        String lines = secret.stream().map(name -> name + ": sesame\r\n").collect(Collectors.joining());
        try (TestNode node = TestNode.start("");
                RawClient client = RawClient.connect(node.port())) {
            client.send(client.handshake("/inspect", lines + "User-Agent: browser\r\n"))
                    .answer(false);
            String seen = client.frame().text();
            Map<String, String> headers = new JsonObject(seen)
                    .getJsonObject("request").getJsonArray("headers").stream()
                            .map(JsonArray.class::cast)
                            .collect(Collectors.toMap(pair -> pair.getString(0), pair -> pair.getString(1)));
            assertThat(seen).doesNotContain("sesame");
            assertThat(headers).containsKeys(secret.toArray(String[]::new)).containsEntry("Cookie", "(not shown)");
            assertThat(headers)
                    .containsEntry("User-Agent", "browser")
                    .containsEntry("Host", "localhost:" + node.port())
                    .containsEntry("Sec-WebSocket-Key", RawClient.KEY);
        }
    }

    @Test
    void it_shows_what_the_server_answered() {
        try (TestNode node = TestNode.start("");
                RawClient client = RawClient.connect(node.port())) {
            client.send(client.handshake("/inspect", "")).answer(false);
            JsonArray headers = new JsonObject(client.frame().text())
                    .getJsonObject("response")
                    .getJsonArray("headers");
            assertThat(headers)
                    .contains(new JsonArray().add("Sec-WebSocket-Accept").add(Handshake.accept(RawClient.KEY)));
        }
    }

    @Test
    void it_can_be_switched_off() {
        try (TestNode node = TestNode.start("server: { inspect: false }")) {
            assertThat(RawClient.ask(node.port(), RawClient.handshake(node.port(), "/inspect", ""))
                            .status())
                    .isEqualTo(404);
            assertThat(RawClient.ask(node.port(), RawClient.handshake(node.port(), "/ws", ""))
                            .status())
                    .isEqualTo(101);
        }
    }
}
