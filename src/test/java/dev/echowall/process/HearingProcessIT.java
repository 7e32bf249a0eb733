package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RunningWall;
import dev.echowall.testing.WallClient;
import dev.echowall.testing.WallClient.Message;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HearingProcessIT {
    private static final int TICKS = 3;

    @RegisterExtension
    static final RunningWall wall = new RunningWall();

    /* From the beginning, so that a word said while the other is still subscribing is heard too. */
    private final String path = "/ws/" + wall.channel() + "?after=:0";

    @Test
    void clients_of_different_instances_hear_each_other_and_themselves() {
        try (WallClient here = WallClient.connect(wall.node(0).ws(path));
                WallClient there = WallClient.connect(wall.node(1).ws(path))) {
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
        try (WallClient one = WallClient.connect(wall.nginx().ws(path));
                WallClient two = WallClient.connect(wall.nginx().ws(path));
                WallClient three = WallClient.connect(wall.nginx().ws(path))) {
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
        try (WallClient first = WallClient.connect(wall.node(0).ws("/ws/time"));
                WallClient second = WallClient.connect(wall.node(1).ws("/ws/time"));
                WallClient third = WallClient.connect(wall.node(2).ws("/ws/time"));
                WallClient outside = WallClient.connect(wall.nginx().ws("/ws/time"))) {
            List<WallClient> all = List.of(first, second, third, outside);
            // Who came last may have missed one: from its first tick on, all are the same.
            all.forEach(each -> each.awaitMessages(1));
            String begin = all.stream()
                    .map(each -> each.texts().get(0))
                    .max(String::compareTo)
                    .orElseThrow();
            Set<List<String>> heard =
                    all.stream().map(each -> ticksFrom(begin, each)).collect(Collectors.toSet());
            assertThat(heard).hasSize(1);
            Seconds.assertConsecutive(heard.iterator().next());
        }
    }

    private static List<String> ticksFrom(String begin, WallClient client) {
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
        try (WallClient listener = WallClient.connect(wall.node(2).ws(path))) {
            String channel = path.substring("/ws/".length(), path.indexOf('?'));
            HttpResponse<String> answer = wall.nginx().site().post("/publish/" + channel, "text/plain", "hello");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()).getJsonObject("result").getLong("offset"))
                    .isEqualTo(1);
            listener.awaitText("hello");
        }
    }

    @Test
    void the_management_port_cannot_be_reached_through_nginx() {
        for (String inside : List.of("/health/live", "/health/ready", "/metrics", "/api/info")) {
            assertThat(wall.node(0).management().status(inside)).as(inside).isEqualTo(200);
            assertThat(wall.nginx().site().status(inside)).as(inside).isEqualTo(404);
        }
        assertThat(wall.nginx()
                        .site()
                        .post("/api/publish", "application/json", "{\"channel\":\"echo\",\"data\":\"no\"}")
                        .statusCode())
                .isEqualTo(404);
    }
}
