package dev.echowall.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bodies of questions, which have the shapes of Centrifugo's proxy. */
class HookQuestionTest {
    private static final Requester FROM = new Requester("c7", "websocket", "json", List.of());

    private static String body(HookQuestion question) {
        return new String(question.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void connect_says_what_the_client_said_of_itself() {
        ConnectEvent event = new ConnectEvent("js", "5.8", List.of("news", "#42"), Payload.json("{\"a\": 1}"));

        assertThat(body(HookQuestion.connect(FROM, event)))
                .isEqualTo("{\"client\":\"c7\",\"transport\":\"websocket\",\"protocol\":\"json\",\"encoding\":\"json\","
                        + "\"name\":\"js\",\"version\":\"5.8\",\"channels\":[\"news\",\"#42\"],\"data\":{\"a\": 1}}");
        assertThat(body(HookQuestion.connect(FROM, ConnectEvent.NONE)))
                .isEqualTo(
                        "{\"client\":\"c7\",\"transport\":\"websocket\",\"protocol\":\"json\",\"encoding\":\"json\"}");
    }

    @Test
    void subscribe_publish_and_rpc_say_who_and_what() {
        String from = "{\"client\":\"c7\",\"transport\":\"websocket\",\"protocol\":\"json\",";

        assertThat(body(HookQuestion.subscribe(FROM, "42", "chat:1", null)))
                .isEqualTo(from + "\"encoding\":\"json\",\"user\":\"42\",\"channel\":\"chat:1\"}");
        assertThat(body(HookQuestion.publish(FROM, "", "chat:1", Payload.text("say \"hi\""))))
                .isEqualTo(from
                        + "\"encoding\":\"json\",\"user\":\"\",\"channel\":\"chat:1\",\"data\":\"say \\\"hi\\\"\"}");
        assertThat(body(HookQuestion.rpc(FROM, "42", "now", Payload.binary(new byte[] {0, 1, 2}))))
                .isEqualTo(from + "\"encoding\":\"binary\",\"user\":\"42\",\"method\":\"now\",\"b64data\":\"AAEC\"}");
    }
}
