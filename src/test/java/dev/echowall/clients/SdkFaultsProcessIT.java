package dev.echowall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Centrifugal's SDKs, unchanged, at three instances behind nginx, while something is said all the time. */
@RunsAlone
class SdkFaultsProcessIT {
    private static final int PER_SECOND = 200;
    /** So much more of it is no accident. */
    private static final int AT_WORK = 50;

    private static final String CUT_OFF = "connecting 1";
    private static final String SHUTDOWN = "connecting 3001";

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    @Test
    void every_sdk_hears_everything_once_and_in_order_while_instances_are_killed_and_restarted() {
        String channel = cluster.keptChannel();
        Map<Sdk, SdkClient> clients = new EnumMap<>(Sdk.class);
        try (RunningSdks sdks = new RunningSdks()) {
            Arrays.stream(Sdk.values())
                    .filter(Sdk::isInstalled)
                    .forEach(sdk ->
                            clients.put(sdk, sdks.connect(sdk, cluster.nginx().ws("/connection/websocket"))));
            clients.values().forEach(each -> each.subscribe(channel));
            clients.values().forEach(each -> each.awaitSubscribed(channel, 1));
            Map<Long, Integer> said;
            long begun = System.nanoTime();
            try (Numbers numbers = new Numbers(cluster.nginx().http(), channel)) {
                clients.values().forEach(each -> each.awaitPublications(channel, AT_WORK));
                cluster.node(0).kill9();
                hearsOn(clients, channel);
                // In the end none of the instances is the one that it was.
                for (NodeProcess node :
                        cluster.nodes().subList(1, cluster.nodes().size())) {
                    cluster.cluster().makeWhole();
                    node.sigterm();
                    assertThat(node.exitCode()).isZero();
                    hearsOn(clients, channel);
                }
                said = numbers.end();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            clients.forEach((sdk, client) -> assertComplete(sdk, client, channel, said));
            System.out.println(said.size() + " said in " + (int) seconds + " s; "
                    + clients.entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue().connection())
                            .toList());
            assertThat(clients.values())
                    .anySatisfy(each -> assertThat(each.connection()).contains(CUT_OFF));
            assertThat(clients.values())
                    .allSatisfy(each -> assertThat(each.connection()).contains(SHUTDOWN));
        }
    }

    /** Everybody is back, and hears what is said now. */
    private static void hearsOn(Map<Sdk, SdkClient> clients, String channel) {
        Map<SdkClient, Integer> wanted = new HashMap<>();
        clients.values()
                .forEach(each -> wanted.put(each, each.publications(channel).size() + AT_WORK));
        wanted.forEach((client, count) -> client.awaitPublications(channel, count));
    }

    private static void assertComplete(Sdk sdk, SdkClient client, String channel, Map<Long, Integer> said) {
        client.awaitPublications(channel, said.size());
        List<Long> offsets = client.publications(channel).stream()
                .map(each -> each.getLong("offset"))
                .toList();
        assertThat(offsets)
                .as("offsets that %s heard", sdk)
                .isEqualTo(LongStream.rangeClosed(1, said.size()).boxed().toList());
        assertThat(client.said(channel)).as("what %s heard", sdk).isEqualTo(List.copyOf(said.values()));
        assertThat(client.of("subscribed", channel).stream().skip(1))
                .as("coming back of %s", sdk)
                .allMatch(each -> each.getBoolean("recovered"));
    }

    /** Several who say the next number each, together at their pace, and say it until it is acknowledged. */
    private static final class Numbers implements AutoCloseable {
        private static final int SPEAKERS = 12;
        private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(SPEAKERS) / PER_SECOND;

        private final TestHttpClient http;
        private final String channel;
        private final AtomicInteger last = new AtomicInteger();
        /** What was acknowledged, by offset. */
        private final Map<Long, Integer> said = new ConcurrentSkipListMap<>();

        private final List<Thread> speakers;
        private volatile boolean over;

        Numbers(TestHttpClient http, String channel) {
            this.http = http;
            this.channel = channel;
            speakers = Stream.generate(() -> new Thread(this::run, "numbers"))
                    .limit(SPEAKERS)
                    .toList();
            speakers.forEach(Thread::start);
        }

        private void run() {
            long next = System.nanoTime();
            while (!over) {
                publish(last.incrementAndGet());
                // What a stall held up is not made up for: it goes on at its pace.
                next = Math.max(next + PAUSE_NANOS, System.nanoTime() - PAUSE_NANOS);
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }

        private void publish(int number) {
            JsonObject result = null;
            while (result == null) {
                String answer = http.ask(http.request("/publish/" + channel)
                                .header("Content-Type", "application/json")
                                // Said again after an answer that leaves it open, it is still said once.
                                .header("Idempotency-Key", channel + "-" + number)
                                .POST(BodyPublishers.ofString(String.valueOf(number)))
                                .build())
                        .body();
                result = new JsonObject(answer).getJsonObject("result");
            }
            said.put(result.getLong("offset"), number);
        }

        /** What was said, by offset, when nothing more will be. */
        Map<Long, Integer> end() {
            over = true;
            TimeLimits.until("nothing more is said", () -> speakers.stream().noneMatch(Thread::isAlive));
            return said;
        }

        @Override
        public void close() {
            end();
        }
    }
}
