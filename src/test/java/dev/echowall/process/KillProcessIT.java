package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TestWebSocketClient.Message;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each of the three instances is killed in turn with SIGKILL and started again, once; what was seen meanwhile is then
 * looked at from several sides.
 */
@RunsAlone
class KillProcessIT {
    private static final Duration BACK = Duration.ofSeconds(3);
    private static final int TICKS_AFTER = 3;
    private static final int CLIENTS = 9;
    /** Several, so that the one who dies owns some of them. */
    private static final int CHANNELS = 12;

    private static final int WORDS = 10;

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    private static final List<Round> rounds = new ArrayList<>();

    /** Lines of all logs. */
    private static final List<JsonObject> said = new ArrayList<>();

    /** An acknowledged publication. */
    private record Acknowledged(String channel, String epoch, long offset, String data) {}

    /** How long a client was away, from the kill to its subscription elsewhere. */
    private record Absence(String node, Duration time) {}

    private record Round(
            String killed,
            List<List<String>> ticks,
            Duration longestSilence,
            List<Absence> absences,
            List<TestWebSocketClient.Closing> closedElsewhere,
            List<Acknowledged> acknowledged,
            List<Acknowledged> readAfter) {}

    @BeforeAll
    static void kill_each_in_turn() {
        List<Integer> before = cluster.cluster().nodes().stream()
                .map(node -> node.log().size())
                .toList();
        for (int i = 0; i < 3; i++) {
            cluster.cluster().makeWhole();
            rounds.add(round(i));
        }
        for (int i = 0; i < 3; i++) {
            List<JsonObject> log = cluster.node(i).log();
            said.addAll(log.subList(before.get(i), log.size()));
        }
        for (Round each : rounds) {
            System.out.printf(
                    "kill -9 of %s: its clients back after %s ms; longest silence between ticks elsewhere %d ms%n",
                    each.killed(),
                    each.absences().stream()
                            .map(absence -> absence.time().toMillis())
                            .toList(),
                    each.longestSilence().toMillis());
        }
    }

    private static Round round(int victim) {
        NodeProcess node = cluster.node(victim);
        NodeProcess survivor = cluster.node((victim + 1) % 3);
        List<TestWebSocketClient> clocks = IntStream.of(1, 2)
                .mapToObj(i -> TestWebSocketClient.connect(
                        cluster.node((victim + i) % 3).ws("/ws/time")))
                .toList();
        List<TestWebSocketClient> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> TestWebSocketClient.returning(cluster.nginx().ws("/ws/echo?format=json")))
                .toList();
        // The first thing each hears is where it is.
        clients.forEach(each -> each.awaitMessages(1));
        List<TestWebSocketClient> orphans = clients.stream()
                .filter(each -> nodeOf(each.heard().get(0)).equals(node.name()))
                .toList();
        clocks.forEach(each -> each.awaitMessages(2));
        List<Acknowledged> acknowledged = publish(node.management());
        Instant killed = Instant.now();
        node.kill9();
        List<Absence> absences =
                orphans.stream().map(each -> absence(each, killed)).toList();
        List<Acknowledged> readAfter = read(survivor.http(), acknowledged);
        cluster.cluster().makeWhole();
        clocks.forEach(each -> each.await(
                TICKS_AFTER + " ticks after the kill",
                all -> all.stream().filter(tick -> tick.at().isAfter(killed)).count() >= TICKS_AFTER));
        clocks.forEach(each -> each.awaitMessages(each.heard().size() + 2));
        Round round = new Round(
                node.name(),
                clocks.stream().map(TestWebSocketClient::texts).toList(),
                clocks.stream()
                        .map(each -> longestSilence(each.heard()))
                        .max(Duration::compareTo)
                        .orElseThrow(),
                absences,
                clients.stream()
                        .filter(each -> !orphans.contains(each))
                        .flatMap(each -> each.closings().stream())
                        .toList(),
                acknowledged,
                readAfter);
        clients.forEach(TestWebSocketClient::close);
        clocks.forEach(TestWebSocketClient::close);
        return round;
    }

    private static String nodeOf(Message message) {
        return new JsonObject(message.string()).getString("node");
    }

    /* Back is who has been told again where it is. */
    private static Absence absence(TestWebSocketClient client, Instant killed) {
        Message again = client
                .await(
                        "being served again",
                        all -> all.stream().anyMatch(each -> each.at().isAfter(killed) && isGreeting(each)))
                .stream()
                .filter(each -> each.at().isAfter(killed) && isGreeting(each))
                .findFirst()
                .orElseThrow();
        return new Absence(nodeOf(again), Duration.between(killed, again.at()));
    }

    private static boolean isGreeting(Message message) {
        JsonObject json = new JsonObject(message.string());
        return json.containsKey("epoch") && !json.containsKey("time");
    }

    private static Duration longestSilence(List<Message> ticks) {
        return IntStream.range(1, ticks.size())
                .mapToObj(i ->
                        Duration.between(ticks.get(i - 1).at(), ticks.get(i).at()))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    private static List<Acknowledged> publish(TestHttpClient management) {
        List<Acknowledged> acknowledged = new ArrayList<>();
        for (int channel = 0; channel < CHANNELS; channel++) {
            String name = cluster.channel();
            // As long as the cluster makes lost backups again, it says that there is one copy only.
            TimeLimits.until("two copies of " + name, () -> post(management, name, "first", acknowledged) == 2);
            for (int n = 0; n < WORDS; n++) {
                assertThat(post(management, name, "word " + n, acknowledged))
                        .as("copies")
                        .isEqualTo(2);
            }
        }
        return acknowledged;
    }

    private static int post(TestHttpClient management, String channel, String data, List<Acknowledged> acknowledged) {
        JsonObject body = new JsonObject().put("channel", channel).put("data", data);
        HttpResponse<String> answer = management.post("/api/publish", "application/json", body.encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject result = new JsonObject(answer.body()).getJsonObject("result");
        acknowledged.add(new Acknowledged(channel, result.getString("epoch"), result.getLong("offset"), data));
        return result.getInteger("copies");
    }

    private static List<Acknowledged> read(TestHttpClient survivor, List<Acknowledged> expected) {
        List<Acknowledged> found = new ArrayList<>();
        for (String channel :
                expected.stream().map(Acknowledged::channel).distinct().toList()) {
            HttpResponse<String> answer = survivor.get("/poll/" + channel + "?after=:0&limit=1000");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            for (Object each : new JsonObject(answer.body()).getJsonArray("publications")) {
                JsonObject publication = (JsonObject) each;
                found.add(new Acknowledged(
                        publication.getString("channel"),
                        publication.getString("epoch"),
                        publication.getLong("offset"),
                        publication.getString("data")));
            }
        }
        return found;
    }

    @Test
    void its_clients_are_back_within_three_seconds_at_another_instance() {
        assertThat(rounds)
                .hasSize(3)
                .allSatisfy(round -> assertThat(round.absences()).isNotEmpty().allSatisfy(absence -> {
                    assertThat(absence.node()).isNotEqualTo(round.killed());
                    assertThat(absence.time()).isLessThan(TimeLimits.promised(BACK));
                }));
    }

    @Test
    void clients_of_the_others_keep_their_connections() {
        assertThat(rounds)
                .hasSize(3)
                .allSatisfy(round -> assertThat(round.closedElsewhere()).isEmpty());
    }

    @Test
    void the_others_hear_each_second_once() {
        assertThat(rounds)
                .hasSize(3)
                .allSatisfy(round -> assertThat(round.ticks()).hasSize(2).allSatisfy(TickSeconds::assertConsecutive));
    }

    @Test
    void what_was_acknowledged_is_there_with_the_same_epoch_and_offset_and_nothing_else() {
        assertThat(rounds)
                .hasSize(3)
                .allSatisfy(round -> assertThat(round.readAfter())
                        .hasSizeGreaterThanOrEqualTo(CHANNELS * WORDS)
                        .isEqualTo(round.acknowledged()));
    }

    @Test
    void nobody_takes_it_for_a_fault_of_his_own() {
        assertThat(said).isNotEmpty().allSatisfy(line -> {
            assertThat(line.getString("level")).as(line.encode()).isNotEqualTo("ERROR");
            // The bus says whom it cannot reach, and why.
            if (!line.getString("loggerName").endsWith(".ClusteredEventBus")) {
                assertThat(line.getValue("throwable")).as(line.encode()).isNull();
            }
        });
    }
}
