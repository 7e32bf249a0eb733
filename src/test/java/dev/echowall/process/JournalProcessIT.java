package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.process.AcknowledgedPublications.Loss;
import dev.echowall.process.AcknowledgedPublications.Read;
import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.CommandRun;
import dev.echowall.testing.NodeCluster;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Three instances that keep a journal each are all down at once: killed, or stopped in order, under load. How much of it
 * is a matter of properties.
 */
class JournalProcessIT {
    private static final int WRONG_CONFIG = 2;
    private static final int KILLS = Integer.getInteger("test.journal.kills", 1);
    private static final int STOPS = Integer.getInteger("test.journal.stops", 1);
    private static final int RATE = Integer.getInteger("test.journal.rate", 200);
    /** Longer than what may be lost. */
    private static final int LOAD_SECONDS = 2;

    private static final Duration SYNC = Duration.ofMillis(100);
    /** What was acknowledged as long before a kill is on the disk. */
    private static final Duration SAFE = SYNC.plusSeconds(1);

    /** Several, so that each instance leads some of them. */
    private static final List<String> CHANNELS =
            IntStream.rangeClosed(1, 8).mapToObj(i -> "kept:" + i).toList();

    private static final AcknowledgedPublications acknowledged = new AcknowledgedPublications();
    private static Path journals;
    private static NodeCluster cluster;

    /** What was there after all had been down and were started again. */
    private record Outcome(Instant ended, List<Loss> losses, Map<String, List<Read>> all, List<Subscriber> before) {
        List<Read> found(String channel) {
            return all.getOrDefault(channel, List.of());
        }
    }

    @BeforeAll
    static void start() throws IOException {
        journals = Files.createTempDirectory(
                Files.createDirectories(NodeProcess.HOME.resolve("target/processes")), "journals");
        cluster = NodeProcess.cluster(3, name -> """
                channels:
                  kept: { publish: anyone, subscribe: anyone, history-size: 1000000, history-bytes: 64MiB }
                journal: { directory: "%s", sync: %dms }
                """.formatted(journals.resolve(name), SYNC.toMillis()));
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void all_are_there() {
        cluster.makeWhole();
    }

    @Test
    void all_killed_at_once_lose_no_more_than_was_not_on_the_disk_and_say_so() {
        for (int i = 0; i < KILLS; i++) {
            Outcome outcome = afterLoad("kill -9 of all", cluster::kill9);
            assertThat(outcome.losses())
                    .allSatisfy(loss -> assertThat(loss.oldest()).isLessThan(SAFE));
            assertResumedUnlessLost(outcome);
            Subscriber one = outcome.before().get(0);
            Position beyond = new Position(one.position().epoch(), acknowledged.top(one.channel()) + 1_000);
            assertThat(page(another(one.channel()).http(), one.channel(), beyond.toString())
                            .getBoolean("recovered"))
                    .as("more was read than is there")
                    .isFalse();
            assertThat(acknowledged.contradictions()).isEmpty();
        }
    }

    @Test
    void all_stopped_in_order_go_on_as_if_nothing_had_been() {
        for (int i = 0; i < STOPS; i++) {
            Outcome outcome = afterLoad(
                    "SIGTERM of all",
                    () -> assertThat(cluster.stop()).hasSize(3).containsOnly(0));
            assertThat(outcome.losses())
                    .allSatisfy(loss -> assertThat(loss.count()).isZero());
            for (Subscriber before : outcome.before()) {
                assertThat(outcome.found(before.channel()))
                        .allSatisfy(read -> assertThat(read.position().epoch())
                                .isEqualTo(before.position().epoch()));
                assertThat(resume(before.channel(), before.position()))
                        .as("told of a gap")
                        .isFalse();
            }
            assertRecoveredByTheCentrifugalProtocol(outcome.before().get(0));
            assertThat(acknowledged.contradictions()).isEmpty();
        }
    }

    private static void assertRecoveredByTheCentrifugalProtocol(Subscriber before) {
        Position position = before.position();
        try (CentrifugalClient client =
                CentrifugalClient.connected(another(before.channel()).ports().http())) {
            JsonObject request = new JsonObject()
                    .put("channel", before.channel())
                    .put("recover", true)
                    .put("epoch", position.epoch())
                    .put("offset", position.offset());
            JsonObject result = client.ask("subscribe", request.encode()).getJsonObject("subscribe");
            assertThat(result.getBoolean("recovered")).as(result.encode()).isTrue();
            assertThat(result.getString("epoch")).isEqualTo(position.epoch());
            assertThat(result.getJsonArray("publications").stream()
                            .map(each -> ((JsonObject) each).getLong("offset"))
                            .toList())
                    .isEqualTo(consecutive(position, acknowledged.top(before.channel())));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "test.journal.kills", matches = ".*", disabledReason = "-Psoak")
    void two_of_three_are_enough_and_one_is_not_and_who_has_lost_its_directory_gets_its_copies_again()
            throws IOException {
        long begun = System.nanoTime();
        TimeLimits.until("some of it must be on the disk", () -> {
            CHANNELS.forEach(channel -> publish(cluster.node(0), channel));
            return System.nanoTime() - begun > 2 * SAFE.toNanos();
        });
        long killed = System.nanoTime();
        // A crash, so that nobody may begin without the others' journals.
        cluster.kill9();

        NodeProcess first = cluster.node(0);
        int said = first.log().size();
        first.start();
        TimeLimits.until("it waits", () -> !waitsFor(first).isEmpty());
        assertThat(waitsFor(first)).containsExactly("1 more of node1, node2, node3");
        assertThat(first.management().status("/health/ready")).isEqualTo(503);
        assertThat(first.log().stream().skip(said).map(line -> line.getString("formattedMessage")))
                .contains("waiting for 1 more of node1, node2, node3");
        JsonObject early = new JsonObject().put("channel", CHANNELS.get(0)).put("data", "too early");
        assertThat(first.management()
                        .post("/api/publish", "application/json", early.encode())
                        .statusCode())
                .isEqualTo(503);

        long moment = System.nanoTime();
        cluster.node(1).start();
        first.awaitReady(2);
        cluster.node(1).awaitReady(2);
        System.out.printf("two of three: ready after %d ms%n", (System.nanoTime() - moment) / 1_000_000);
        for (String channel : CHANNELS) {
            Loss loss = acknowledged.compare(channel, read(first, channel), killed);
            assertThat(loss.oldest()).as(channel).isLessThan(SAFE);
        }
        assertAllThere(cluster.node(1), killed);

        delete(journals.resolve("node3"));
        cluster.makeWhole();
        CHANNELS.forEach(channel -> publish(cluster.node(2), channel));
        long gone = System.nanoTime();
        first.kill9();
        TimeLimits.until("the others notice", () -> cluster.node(2).seesAll(2));
        assertAllThere(cluster.node(1), gone);
        assertAllThere(cluster.node(2), gone);
        assertThat(segments(journals.resolve("node3"))).isNotEmpty();
    }

    private static List<String> waitsFor(NodeProcess node) {
        return node.management()
                .find("/health/ready")
                .map(answer -> new JsonObject(answer.body())
                        .getJsonArray("waits_for").stream().map(String::valueOf).toList())
                .orElse(List.of());
    }

    private static void assertAllThere(NodeProcess node, long moment) {
        for (String channel : CHANNELS) {
            Loss loss = acknowledged.compare(channel, read(node, channel), moment);
            assertThat(loss.count()).as(channel + " at " + node.name()).isZero();
        }
        assertThat(acknowledged.contradictions()).isEmpty();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> each.toString().endsWith(".journal")).toList();
        }
    }

    @Test
    void a_second_instance_on_the_same_directory_does_not_start() throws IOException {
        Path directory = journals.resolve("node1");
        CommandRun second = serve("second", directory);
        assertThat(second.exitCode()).isEqualTo(WRONG_CONFIG);
        assertThat(second.out() + second.err()).contains("another instance is using the journal in " + directory);
        assertThat(cluster.node(0).seesAll(3)).isTrue();
    }

    @Test
    void an_instance_does_not_start_with_the_journal_of_another_cluster() throws IOException {
        Path copy = Files.createDirectories(journals.resolve("copy"));
        for (Path each : segments(journals.resolve("node1"))) {
            Files.copy(each, copy.resolve(each.getFileName()));
        }
        CommandRun other = serve("other", copy);
        assertThat(other.exitCode()).isEqualTo(WRONG_CONFIG);
        assertThat(other.out() + other.err())
                .contains("the journal in " + copy + " belongs to the cluster test-")
                .contains("not to other");
    }

    /* By the name of node1, in a cluster of this name. */
    private static CommandRun serve(String name, Path directory) throws IOException {
        Path conf = Files.writeString(journals.resolve(name + ".yaml"), """
                node: { name: node1 }
                server: { host: 127.0.0.1, port: 0 }
                management: { port: 0 }
                cluster: { name: %s, port: 0, bus-port: 0 }
                journal: { directory: "%s" }
                """.formatted(name, directory));
        return CommandRun.echowall("serve", "--conf", conf.toString());
    }

    /** Loads the cluster, ends all instances under load, starts them again and reads everything. */
    private static Outcome afterLoad(String what, Runnable end) {
        List<Subscriber> subscribers = new ArrayList<>();
        for (String channel : CHANNELS) {
            subscribers.add(Subscriber.open(another(channel), channel, new Position("", 0)));
        }
        Instant ended;
        long moment;
        int count;
        try (Publishers publishers = Publishers.start(cluster, CHANNELS, RATE, acknowledged)) {
            publishers.await(LOAD_SECONDS * RATE);
            ended = Instant.now();
            moment = System.nanoTime();
            end.run();
            count = publishers.count();
        }
        long down = System.nanoTime();
        subscribers.forEach(each -> each.socket().closed());
        for (Subscriber each : subscribers) {
            each.heard().forEach(read -> acknowledged.seen(each.channel(), read.position(), read.data()));
        }
        cluster.makeWhole();
        long ready = System.nanoTime();
        Map<String, List<Read>> found = new HashMap<>();
        List<Loss> losses = new ArrayList<>();
        for (String channel : CHANNELS) {
            List<Read> read = read(cluster.node(0), channel);
            found.put(channel, read);
            losses.add(acknowledged.compare(channel, read, moment));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %d acknowledged in this round, %d lost, the oldest %d ms before; ended in %d ms, ready after %d ms%n",
                what,
                count,
                losses.stream().mapToInt(Loss::count).sum(),
                losses.stream()
                        .mapToLong(loss -> loss.oldest().toMillis())
                        .max()
                        .orElse(0),
                Duration.ofNanos(down - moment).toMillis(),
                Duration.ofNanos(ready - down).toMillis());
        return new Outcome(ended, losses, found, subscribers);
    }

    /**
     * Each subscriber goes on from its last position if that is there, and is told of a gap if not. What was acknowledged
     * at the very end may be there without anybody knowing that it was acknowledged; then it may be told of a gap, too.
     */
    private static void assertResumedUnlessLost(Outcome outcome) {
        int doubted = 0;
        for (Subscriber before : outcome.before()) {
            Position last = before.position();
            boolean there = last.offset() <= outcome.found(before.channel()).size();
            assertThat(before.wasToldOfAGap()).isFalse();
            assertThat(before.offsets()).isEqualTo(consecutive(before.from(), last.offset()));
            boolean gap = resume(before.channel(), last);
            if (there && gap) {
                doubted++;
                assertThat(last).isNotEqualTo(before.position(outcome.ended().minus(SAFE)));
            }
            assertThat(there || gap).as("told of the loss at " + last).isTrue();
            assertThat(resume(before.channel(), before.position(outcome.ended().minus(SAFE))))
                    .as("gap told at a position that is on the disk")
                    .isFalse();
        }
        System.out.println(doubted + " of " + outcome.before().size() + " were told of a gap that is none");
    }

    /** Comes back with a position; returns whether it was told of a gap. If not, nothing may be missing afterwards. */
    private static boolean resume(String channel, Position position) {
        Subscriber resumed = Subscriber.open(another(channel), channel, position);
        try {
            Position next = publish(cluster.node(0), channel);
            resumed.socket()
                    .await(
                            "the next one in " + channel,
                            all -> resumed.position().equals(next));
            resumed.heard().forEach(read -> acknowledged.seen(channel, read.position(), read.data()));
            boolean gap = resumed.wasToldOfAGap();
            assertThat(resumed.offsets()).satisfies(heard -> {
                if (!gap) {
                    assertThat(heard).isEqualTo(consecutive(position, next.offset()));
                }
            });
            return gap;
        } finally {
            resumed.socket().close();
        }
    }

    private static List<Long> consecutive(Position after, long last) {
        return LongStream.rangeClosed(after.offset() + 1, last).boxed().toList();
    }

    private static Position publish(NodeProcess node, String channel) {
        String data = acknowledged.next(channel);
        HttpResponse<String> answer = node.management()
                .post(
                        "/api/publish",
                        "application/json",
                        new JsonObject()
                                .put("channel", channel)
                                .put("data", data)
                                .encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject result = new JsonObject(answer.body()).getJsonObject("result");
        Position position = new Position(result.getString("epoch"), result.getLong("offset"));
        acknowledged.add(channel, position, data);
        return position;
    }

    /** All of a channel, from its beginning. */
    private static List<Read> read(NodeProcess node, String channel) {
        List<Read> all = new ArrayList<>();
        String after = ":0";
        while (true) {
            JsonObject page = page(node.http(), channel, after);
            assertThat(page.getBoolean("recovered")).as(page.encode()).isTrue();
            if (page.getJsonArray("publications").isEmpty()) {
                return all;
            }
            page.getJsonArray("publications").forEach(each -> all.add(Read.of((JsonObject) each)));
            after = page.getString("epoch") + ":" + page.getLong("offset");
        }
    }

    private static JsonObject page(TestHttpClient http, String channel, String after) {
        HttpResponse<String> answer = http.get("/poll/" + channel + "?after=" + after + "&limit=1000");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    /** One that its publisher does not use. */
    private static NodeProcess another(String channel) {
        return cluster.node((CHANNELS.indexOf(channel) + 1) % 3);
    }
}
