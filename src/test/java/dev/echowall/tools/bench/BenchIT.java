package dev.echowall.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.FreePorts;
import dev.echowall.testing.TestNode;
import dev.echowall.tools.link.TestServer;
import dev.echowall.tools.link.ToolRun;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BenchIT {
    private static final List<String> SHORT =
            List.of("--warmup", "200ms", "--duration", "500ms", "--patience", "5s", "-q", "--json");

    @SuppressWarnings("NullAway.Init") // set before any test
    private static TestNode node;

    @SuppressWarnings("NullAway.Init") // set before any test
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        node = TestNode.start("{}");
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        node.close();
        vertx.close().await();
    }

    private static ToolRun tool(String... arguments) {
        return ToolRun.of((out, err) -> new BenchCommand(out, err, false), arguments);
    }

    private static ToolRun bench(String url, String... more) {
        return run(url, "50", more);
    }

    private static ToolRun run(String url, String rate, String... more) {
        List<String> arguments = new ArrayList<>(SHORT);
        arguments.addAll(List.of("--url", url, "--connections", "20", "--rate", rate));
        arguments.addAll(Arrays.asList(more));
        return tool(arguments.toArray(String[]::new));
    }

    private static String wall(String path) {
        return "ws://127.0.0.1:" + node.port() + path;
    }

    private static JsonObject clean(ToolRun run, int sent) {
        assertThat(run.code()).as(run.printed() + run.said()).isZero();
        JsonObject report = new JsonObject(run.printed());
        assertThat(report.getInteger("sent")).isEqualTo(sent);
        assertThat(report.getInteger("received")).isEqualTo(sent * 20);
        return report;
    }

    @Test
    void every_message_reaches_every_connection() {
        JsonObject report = clean(bench(wall("/ws/echo:one")), 25);
        assertThat(report.getInteger("out_of_order_or_twice")).isZero();
        assertThat(report.getJsonObject("latency_ms").getDouble("p50")).isPositive();
    }

    @Test
    void ticks_and_what_others_say_do_not_count() {
        clean(bench(wall("/ws")), 25);
    }

    @Test
    void what_is_wrapped_in_json_is_found() {
        clean(bench(wall("/ws/echo:json?format=json"), "--burst", "5"), 25);
    }

    @Test
    void publishing_may_be_by_post() {
        clean(
                bench(wall("/ws/echo:post"), "--publish-url", "http://127.0.0.1:" + node.port() + "/publish/echo:post"),
                25);
    }

    private static ToolRun centrifugal(String... more) {
        String[] protocol = {"--protocol", "centrifugal"};
        return bench(
                wall("/connection/websocket"),
                Stream.concat(Arrays.stream(protocol), Arrays.stream(more)).toArray(String[]::new));
    }

    @Test
    void subscribers_and_publisher_may_speak_the_centrifugal_protocol() {
        JsonObject report = clean(centrifugal("--channel", "echo:centrifugal"), 25);
        assertThat(report.getInteger("out_of_order_or_twice")).isZero();
        assertThat(report.getJsonArray("channels")).containsExactly("echo:centrifugal");
    }

    @Test
    void of_several_subscriptions_each_has_its_turn() {
        JsonObject report = clean(centrifugal("--channel", "echo:several", "--subscriptions", "3"), 25);
        assertThat(report.getJsonArray("channels"))
                .containsExactly("echo:several-1", "echo:several-2", "echo:several-3");
    }

    @Test
    void with_the_centrifugal_protocol_too_publishing_may_be_by_post() {
        clean(
                centrifugal(
                        "--channel",
                        "echo:api",
                        "--publish-url",
                        "http://127.0.0.1:" + node.management() + "/api/publish"),
                25);
    }

    @Test
    void who_may_not_subscribe_is_told_and_not_waited_for() {
        ToolRun run = centrifugal("--channel", "nowhere:x");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.said()).contains("refused: 1");
    }

    @Test
    void a_command_to_publish_that_is_refused_is_told() {
        ToolRun run = centrifugal("--channel", "time");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.printed()).contains("publishing was refused").contains(":103,");
    }

    @Test
    void pings_of_the_protocol_are_answered_wherever_they_stand() throws Exception {
        String connected = "{\"id\":1,\"connect\":{}}";
        String subscribed = "{\"id\":2,\"subscribe\":{}}";
        String push = "{\"push\":{\"channel\":\"x\",\"pub\":{\"data\":\"" + "x".repeat(600) + "\"}}}";
        try (TestServer server = new TestServer(vertx, socket -> {
            socket.writeTextMessage(connected + "\n" + subscribed);
            socket.writeTextMessage(push);
            socket.writeTextMessage("{}");
            socket.writeTextMessage("{}\n" + push);
            socket.writeTextMessage(push + "\n{}");
            socket.writeTextMessage(push + "\n{}\n" + push);
        })) {
            List<String> arguments = new ArrayList<>(SHORT);
            arguments.addAll(List.of("--protocol", "centrifugal", "--url", server.url(), "--connections", "1"));
            arguments.addAll(List.of("--rate", "0", "--channel", "x"));
            assertThat(tool(arguments.toArray(String[]::new)).code()).isZero();
            assertThat(server.hears().lines())
                    .containsExactly(
                            "{\"id\":1,\"connect\":{\"name\":\"echowall\"}}",
                            "{\"id\":2,\"subscribe\":{\"channel\":\"x\",\"flag\":1}}");
            assertThat(List.of(server.hears(), server.hears(), server.hears(), server.hears()))
                    .containsOnly("{}");
            assertThat(server.heardNothingMore()).isTrue();
        }
    }

    @Test
    void large_messages_arrive_over_several_loops() {
        clean(bench(wall("/ws/echo:large"), "--size", "60000", "--loops", "2", "--burst", "5"), 25);
    }

    @Test
    void the_servers_processor_time_and_memory_are_reported() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        JsonObject server = clean(bench(wall("/ws/echo:pid"), "--pid", pid), 25).getJsonObject("server");
        assertThat(server.getDouble("cpu_us_per_delivery")).isPositive();
        assertThat(server.getLong("rss_bytes")).isPositive();
    }

    @Test
    void processes_may_be_listed_as_pgrep_does() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        JsonObject server =
                clean(bench(wall("/ws/echo:pids"), "--pid", pid, pid), 25).getJsonObject("server");
        assertThat(server.getLong("rss_bytes")).isPositive();
    }

    @Test
    void a_rate_below_nothing_is_told_with_what_is_allowed() {
        assertThat(tool("--rate", "-5").said()).contains("'-5' is not a number from 0 to 999999999");
    }

    @Test
    void connections_may_only_be_held_and_made_again() {
        JsonObject report = clean(run(wall("/ws/echo:idle"), "0", "--times", "3"), 0);
        assertThat(report.getInteger("connected")).isEqualTo(20);
        assertThat(report.getJsonObject("handshakes").getJsonArray("per_second_each_time"))
                .hasSize(3);
    }

    @Test
    void where_publishing_is_refused_it_says_so() {
        ToolRun run = bench(wall("/ws/nodes"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.printed()).contains("closed by the server with 1008");
    }

    @Test
    void any_server_will_do() throws Exception {
        Set<ServerWebSocket> all = ConcurrentHashMap.newKeySet();
        try (TestServer server = new TestServer(vertx, socket -> {
            all.add(socket);
            socket.closeHandler(gone -> all.remove(socket));
            socket.textMessageHandler(text -> all.forEach(each -> each.writeTextMessage(text)));
        })) {
            clean(bench(server.url(), "--burst", "10"), 30);
        }
    }

    @Test
    void what_a_server_swallows_is_lost() throws Exception {
        // It says everything to nobody but who said it, and the speaker does not count.
        try (TestServer server = new TestServer(vertx, socket -> socket.textMessageHandler(socket::writeTextMessage))) {
            ToolRun run = bench(server.url());
            assertThat(run.code()).isEqualTo(1);
            assertThat(new JsonObject(run.printed()).getInteger("lost")).isEqualTo(25 * 20);
        }
    }

    @Test
    void nobody_there_is_told() {
        ToolRun run = bench("ws://127.0.0.1:" + FreePorts.take() + "/x");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.said()).contains("connection refused");
    }

    @Test
    void a_wrong_command_line_is_code_2() {
        assertThat(Stream.of(
                                tool("--size", "15"),
                                tool("--pid", "999999999"),
                                tool("--publish-url", "ftp://x"),
                                tool("--protocol", "pigeon"),
                                tool("--rate", "-1"))
                        .map(ToolRun::code))
                .containsOnly(2);
    }
}
