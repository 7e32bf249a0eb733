package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.EventStreamClient;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two of three are killed: the last one alone is no majority. */
@RunsAlone
class QuorumProcessIT {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    private final NodeProcess last = cluster.node(0);
    private final String channel = cluster.channel();

    @BeforeEach
    void kill_two_of_three() {
        cluster.node(1).kill9();
        cluster.node(2).kill9();
    }

    @Test
    void publishing_is_refused_by_name_within_five_seconds() {
        // Whoever asks in the very moment of the deaths may be told that the outcome is unknown; nobody waits longer.
        TimeLimits.until("refused by name", ANSWER, () -> {
            Instant asked = Instant.now();
            HttpResponse<String> answer = publish();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(TimeLimits.promised(ANSWER));
            assertThat(answer.statusCode()).as(answer.body()).isIn(503, 504);
            return answer.statusCode() == 503 && nameOf(answer).equals("no_quorum");
        });
    }

    @Test
    void with_a_second_instance_everything_works_again_also_for_sockets_that_waited() {
        TimeLimits.until("no quorum", () -> !condition().getBoolean("quorum"));
        try (TestWebSocketClient waited = TestWebSocketClient.connect(last.ws("/ws/" + channel + "?after=:0"))) {
            cluster.node(1).start();
            TimeLimits.until("accepted again", () -> publish().statusCode() == 200);
            try (TestWebSocketClient client = TestWebSocketClient.connect(last.ws("/ws/" + channel + "?after=:0"))) {
                client.awaitText("anyone there?");
            }
            waited.awaitText("anyone there?");
            assertThat(waited.closings()).isEmpty();
        }
    }

    @Test
    void it_stays_ready_and_says_that_it_has_no_quorum() {
        TimeLimits.until("no quorum", () -> !condition().getBoolean("quorum"));
        assertThat(last.management().status("/health/ready")).isEqualTo(200);
        assertThat(condition().getBoolean("ready")).isTrue();
        assertThat(condition().getInteger("members")).isEqualTo(1);
    }

    @Test
    void new_clients_are_let_in_on_every_transport_and_told_that_nobody_can_speak() {
        TimeLimits.until("no quorum", () -> !condition().getBoolean("quorum"));
        TestHttpClient http = new TestHttpClient(last.ports().http());
        assertThat(http.get("/poll/" + channel).statusCode()).isEqualTo(200);
        assertThat(http.get("/poll/" + channel + "?after=:0").body()).contains("\"publications\":[]");
        try (EventStreamClient events = EventStreamClient.open(last.ports().http(), "/sse/" + channel);
                TestWebSocketClient client =
                        TestWebSocketClient.connect(last.ws("/ws/" + channel + "?format=json&ack=true"))) {
            assertThat(events.status()).isEqualTo(200);
            client.say("{\"id\":\"7\",\"data\":\"anyone there?\"}");
            client.await(
                    "refused by name",
                    all -> all.stream()
                            .anyMatch(each -> each.string().startsWith("{\"error\":{\"id\":\"7\",\"code\":4501,")));
            assertThat(client.isOpen()).isTrue();
        }
    }

    private HttpResponse<String> publish() {
        JsonObject body = new JsonObject().put("channel", channel).put("data", "anyone there?");
        return last.management().post("/api/publish", "application/json", body.encode());
    }

    private static String nameOf(HttpResponse<String> refusal) {
        return new JsonObject(refusal.body()).getJsonObject("error").getString("name");
    }

    private JsonObject condition() {
        return new JsonObject(last.management().get("/health/ready").body());
    }
}
