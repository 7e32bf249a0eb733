package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TestWebSocketClient.Message;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ten speak at once, a hundred messages each, at all three instances; nine listen behind nginx. */
@RunsAlone
class OrderProcessIT {
    private static final int SPEAKERS = 10;
    private static final int MESSAGES = 100;
    private static final int LISTENERS = 9;
    private static final long SEED = 42;

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    private static final List<TestWebSocketClient> listeners = new ArrayList<>();
    private static List<List<Said>> said = List.of();
    private static List<List<Said>> heard = List.of();

    /** A payload that can be compared; speaker and number are its first two octets, unless it is the empty text. */
    private record Said(boolean text, ByteBuffer bytes) {
        static Said of(Message message) {
            return new Said(message.text(), message.bytes());
        }

        boolean isBy(int speaker) {
            return bytes.remaining() > 0 && bytes.get(bytes.position()) == 'a' + speaker;
        }
    }

    @BeforeAll
    static void everybody_speaks() {
        cluster.cluster().makeWhole();
        String path = "/ws/" + cluster.channel() + "?after=:0";
        for (int i = 0; i < LISTENERS; i++) {
            listeners.add(TestWebSocketClient.connect(cluster.nginx().ws(path)));
        }
        List<TestWebSocketClient> speakers = new ArrayList<>();
        for (int i = 0; i < SPEAKERS; i++) {
            String url = i == 0 ? cluster.nginx().ws(path) : cluster.node(i % 3).ws(path);
            speakers.add(TestWebSocketClient.connect(url));
        }
        Random random = new Random(SEED);
        said = IntStream.range(0, SPEAKERS).mapToObj(i -> words(i, random)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(SPEAKERS);
        CompletableFuture.allOf(IntStream.range(0, SPEAKERS)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> speak(speakers.get(i), said.get(i)), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        threads.shutdown();
        heard = listeners.stream()
                .map(each -> each.awaitMessages(SPEAKERS * MESSAGES).stream()
                        .map(Said::of)
                        .toList())
                .toList();
        speakers.forEach(TestWebSocketClient::close);
    }

    @AfterAll
    static void everybody_leaves() {
        listeners.forEach(TestWebSocketClient::close);
    }

    private static void speak(TestWebSocketClient speaker, List<Said> words) {
        for (Said each : words) {
            if (each.text()) {
                speaker.say(
                        StandardCharsets.UTF_8.decode(each.bytes().duplicate()).toString());
            } else {
                byte[] octets = new byte[each.bytes().remaining()];
                each.bytes().duplicate().get(octets);
                speaker.say(octets);
            }
        }
    }

    /** Texts of several scripts, every fifth message of any octets, and one empty text. */
    private static List<Said> words(int speaker, Random random) {
        List<Said> words = new ArrayList<>();
        for (int n = 0; n < MESSAGES; n++) {
            if (n == MESSAGES / 2) {
                words.add(new Said(true, ByteBuffer.allocate(0)));
            } else if (n % 5 == 0) {
                byte[] octets = new byte[2 + random.nextInt(2000)];
                random.nextBytes(octets);
                octets[0] = (byte) ('a' + speaker);
                octets[1] = (byte) n;
                words.add(new Said(false, ByteBuffer.wrap(octets)));
            } else {
                String text = (char) ('a' + speaker) + "" + (char) n + " 回音壁 🔊 " + "é".repeat(random.nextInt(300));
                words.add(new Said(true, StandardCharsets.UTF_8.encode(text)));
            }
        }
        return words;
    }

    @Test
    void the_listeners_are_on_all_instances() {
        for (int i = 0; i < 3; i++) {
            String info = cluster.node(i).management().get("/api/info").body();
            assertThat(new JsonObject(info).getJsonObject("result").getInteger("connections"))
                    .as(info)
                    .isPositive();
        }
    }

    @Test
    void all_listeners_hear_the_same_order() {
        assertThat(heard).hasSize(LISTENERS).allSatisfy(each -> assertThat(each).isEqualTo(heard.get(0)));
    }

    @Test
    void the_speakers_really_spoke_at_once() {
        List<Said> order = heard.get(0);
        long changes = IntStream.range(1, order.size())
                .filter(i -> IntStream.range(0, SPEAKERS)
                        .anyMatch(speaker ->
                                order.get(i).isBy(speaker) != order.get(i - 1).isBy(speaker)))
                .count();
        assertThat(changes).as("changes of speaker").isGreaterThan(3 * SPEAKERS);
    }

    @Test
    void what_each_speaker_said_is_heard_in_his_order_byte_for_byte_none_lost_none_twice() {
        for (int speaker = 0; speaker < SPEAKERS; speaker++) {
            int who = speaker;
            assertThat(heard.get(0).stream().filter(each -> each.isBy(who)).toList())
                    .as("speaker %d", speaker)
                    .isEqualTo(said.get(speaker).stream()
                            .filter(each -> each.isBy(who))
                            .toList());
        }
    }

    @Test
    void empty_texts_are_heard_as_well() {
        assertThat(heard.get(0)).hasSize(SPEAKERS * MESSAGES);
        assertThat(heard.get(0).stream().filter(each -> each.bytes().remaining() == 0))
                .hasSize(SPEAKERS)
                .allMatch(Said::text);
    }

    @Test
    void nothing_comes_after() {
        // One more from each side of the cluster: whatever were still on its way would come before them.
        TestWebSocketClient last = listeners.get(0);
        last.say("the end");
        listeners.forEach(each -> each.awaitText("the end"));
        assertThat(listeners).allSatisfy(each -> assertThat(each.heard()).hasSize(SPEAKERS * MESSAGES + 1));
    }
}
