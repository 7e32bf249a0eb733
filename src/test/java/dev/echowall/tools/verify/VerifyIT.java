package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.FreePorts;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Relay;
import dev.echowall.testing.TimeLimits;
import dev.echowall.tools.link.ToolRun;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VerifyIT {
    @SuppressWarnings("NullAway.Init") // set before any test
    private static NodeProcess node;

    @BeforeAll
    static void start() {
        node = NodeProcess.single("");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static ToolRun verify(String... arguments) {
        return ToolRun.of((out, err) -> new VerifyCommand(out, err, false), arguments);
    }

    @Test
    void an_instance_that_keeps_its_promises_has_no_anomaly() {
        ToolRun run = verify(
                "--url",
                node.http().url(""),
                "--duration",
                "3s",
                "--rate",
                "100",
                "--channels",
                "2",
                "--subscribers",
                "8",
                "--json",
                "-q");
        assertThat(run.code()).as(run.printed() + run.said()).isZero();
        JsonObject report = new JsonObject(run.printed());
        long published = report.getJsonObject("publish").getLong("count");
        assertThat(published).isBetween(50L, 400L);
        assertThat(report.getJsonObject("deliver").getLong("count"))
                .isEqualTo(published * report.getInteger("subscribers") / 2);
        assertThat(report.getJsonObject("publish").getInteger("sent_again")).isPositive();
        assertThat(report.getJsonArray("findings")).isEmpty();
    }

    @Test
    void a_server_that_forgets_keys_is_found_to_accept_them_twice() {
        try (NodeProcess forgetful = NodeProcess.single("limits: { idempotency-window: 1s }")) {
            ToolRun run = verify(
                    "--url",
                    forgetful.http().url(""),
                    "--duration",
                    "6s",
                    "--rate",
                    "200",
                    "--channels",
                    "1",
                    "--subscribers",
                    "3",
                    "--no-ticks",
                    "--json",
                    "-q");
            assertThat(run.code()).as(run.printed() + run.said()).isEqualTo(1);
            JsonObject anomalies = new JsonObject(run.printed()).getJsonObject("anomalies");
            assertThat(anomalies.getInteger("twice")).isPositive();
            anomalies.remove("twice");
            assertThat(anomalies).allMatch(each -> each.getValue().equals(0));
        }
    }

    @Test
    void the_server_api_can_be_what_publishes() {
        ToolRun run = verify(
                "--url",
                node.http().url(""),
                "--api",
                node.management().url(""),
                "--duration",
                "1s",
                "--rate",
                "50",
                "--transports",
                "poll",
                "--subscribers",
                "4",
                "--no-ticks",
                "-q");
        assertThat(run.code()).as(run.printed() + run.said()).isZero();
        assertThat(run.printed()).contains("anomalies        none");
    }

    @Test
    void subscriptions_of_centrifugal_connections_that_are_cut_are_recovered() throws Exception {
        try (NodeProcess here = NodeProcess.single("");
                Relay relay = Relay.to(URI.create(here.http().url("")).getPort())) {
            CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> {
                TimeLimits.until("it publishes", () -> accepted(here) > 50);
                relay.cut();
            });
            ToolRun run = verify(
                    "--url",
                    "http://127.0.0.1:" + relay.port(),
                    "--duration",
                    "6s",
                    "--rate",
                    "50",
                    "--channels",
                    "3",
                    "--transports",
                    "centrifugal",
                    "--subscribers",
                    "6",
                    "--json",
                    "-q");
            cut.join();
            assertThat(run.code()).as(run.printed() + run.said()).isZero();
            JsonObject report = new JsonObject(run.printed());
            // Six subscribers and a clock.
            assertThat(report.getInteger("cut")).isGreaterThanOrEqualTo(7);
            assertThat(report.getInteger("resumed")).isEqualTo(report.getInteger("cut"));
            assertThat(report.getJsonObject("gaps_told")).isEmpty();
            assertThat(report.getJsonObject("deliver").getLong("count"))
                    .isEqualTo(2 * report.getJsonObject("publish").getLong("count"));
        }
    }

    private static double accepted(NodeProcess by) {
        return by.management()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("echowall_publications_total{namespace=\"echo\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void nobody_there_is_told() {
        String nobody = "http://127.0.0.1:" + FreePorts.take();
        ToolRun run = verify("--url", nobody, "--patience", "1s", "-q");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.said()).startsWith("could not subscribe at " + nobody);
    }

    @Test
    void an_unknown_transport_is_a_wrong_command_line() {
        assertThat(verify("--transports", "pigeon").code()).isEqualTo(2);
    }
}
