package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TestWebSocketClient.Message;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RunsAlone
class DeliveryProcessIT {
    private static final int TICKS = 3;

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    /* From the beginning, so that a word said while the other is still subscribing is heard too. */
    private final String path = "/ws/" + cluster.channel() + "?after=:0";

    @Test
    void clients_of_different_instances_hear_each_other_and_themselves() {
        try (TestWebSocketClient here =
                        TestWebSocketClient.connect(cluster.node(0).ws(path));
                TestWebSocketClient there =
                        TestWebSocketClient.connect(cluster.node(1).ws(path))) {
            here.say("from here");
            there.awaitText("from here");
            there.say("from there");
            here.awaitText("from there");
            there.awaitText("from there");
            assertThat(here.texts()).isEqualTo(there.texts()).containsExactly("from here", "from there");
        }
    }

    @Test
    void clients_behind_nginx_hear_each_other_whichever_instance_serves_them() {
        try (TestWebSocketClient one =
                        TestWebSocketClient.connect(cluster.nginx().ws(path));
                TestWebSocketClient two =
                        TestWebSocketClient.connect(cluster.nginx().ws(path));
                TestWebSocketClient three =
                        TestWebSocketClient.connect(cluster.nginx().ws(path))) {
            one.say("1");
            two.say("2");
            three.say("3");
            List<String> heard =
                    one.awaitMessages(3).stream().map(Message::string).toList();
            two.awaitMessages(3);
            three.awaitMessages(3);
            assertThat(heard).containsExactlyInAnyOrder("1", "2", "3");
            assertThat(two.texts()).isEqualTo(heard);
            assertThat(three.texts()).isEqualTo(heard);
        }
    }

    @Test
    void all_instances_give_the_same_ticks() {
        try (TestWebSocketClient first =
                        TestWebSocketClient.connect(cluster.node(0).ws("/ws/time"));
                TestWebSocketClient second =
                        TestWebSocketClient.connect(cluster.node(1).ws("/ws/time"));
                TestWebSocketClient third =
                        TestWebSocketClient.connect(cluster.node(2).ws("/ws/time"));
                TestWebSocketClient outside =
                        TestWebSocketClient.connect(cluster.nginx().ws("/ws/time"))) {
            List<TestWebSocketClient> all = List.of(first, second, third, outside);
            // Who came last may have missed one: from its first tick on, all are the same.
            all.forEach(each -> each.awaitMessages(1));
            String begin = all.stream()
                    .map(each -> each.texts().get(0))
                    .max(String::compareTo)
                    .orElseThrow();
            Set<List<String>> heard =
                    all.stream().map(each -> ticksFrom(begin, each)).collect(Collectors.toSet());
            assertThat(heard).hasSize(1);
            TickSeconds.assertConsecutive(heard.iterator().next());
        }
    }

    private static List<String> ticksFrom(String begin, TestWebSocketClient client) {
        return client
                .await(
                        TICKS + " ticks from " + begin,
                        all -> all.stream()
                                        .dropWhile(each -> each.string().compareTo(begin) < 0)
                                        .count()
                                >= TICKS)
                .stream()
                .map(Message::string)
                .dropWhile(tick -> tick.compareTo(begin) < 0)
                .limit(TICKS)
                .toList();
    }

    @Test
    void what_is_posted_at_one_instance_is_heard_at_another() {
        try (TestWebSocketClient listener =
                TestWebSocketClient.connect(cluster.node(2).ws(path))) {
            String channel = path.substring("/ws/".length(), path.indexOf('?'));
            HttpResponse<String> answer = cluster.nginx().http().post("/publish/" + channel, "text/plain", "hello");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()).getJsonObject("result").getLong("offset"))
                    .isEqualTo(1);
            listener.awaitText("hello");
        }
    }

    @Test
    void the_management_port_cannot_be_reached_through_nginx() {
        for (String inside : List.of("/health/live", "/health/ready", "/metrics", "/api/info")) {
            assertThat(cluster.node(0).management().status(inside)).as(inside).isEqualTo(200);
            assertThat(cluster.nginx().http().status(inside)).as(inside).isEqualTo(404);
        }
        assertThat(cluster.nginx()
                        .http()
                        .post("/api/publish", "application/json", "{\"channel\":\"echo\",\"data\":\"no\"}")
                        .statusCode())
                .isEqualTo(404);
    }
}
