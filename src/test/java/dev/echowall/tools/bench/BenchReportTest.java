package dev.echowall.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.tools.bench.BenchResult.Opening;
import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Target;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final long MILLI = 1_000_000;

    private int connected = 10;
    private int rate = 100;
    private long lost;
    private Map<String, Integer> troubles = Map.of();

    private BenchReport report() {
        Target target = Target.of("ws://127.0.0.1:9/x");
        BenchPlan plan = new BenchPlan(
                target,
                new PublishTarget(target, false),
                List.of(),
                new HandshakeOptions(),
                10,
                100,
                4,
                rate,
                128,
                10,
                1,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                List.of(1L));
        Histogram latencies = DeliveryStatistics.histogram();
        for (int i = 1; i <= 99; i++) {
            DeliveryStatistics.record(latencies, i * MILLI);
        }
        DeliveryStatistics.record(latencies, 2_000 * MILLI);
        BenchResult result = new BenchResult(
                connected,
                troubles,
                new Opening(List.of(100.0, 150.0, 400.0, 300.0), DeliveryStatistics.histogram(), 12),
                10,
                DeliveryStatistics.histogram(),
                latencies,
                100,
                lost,
                3,
                5_000_000,
                2_000 * MILLI,
                new ProcessUsage(800, 40_000_000, 50_000_000),
                new ProcessUsage(0, 30_000_000, 30_000_000),
                new ProcessUsage(200, 0, 0));
        return new BenchReport(plan, result);
    }

    @Test
    void everything_that_arrived_is_clean() {
        assertThat(report().clean()).isTrue();
    }

    @Test
    void what_is_lost_is_not() {
        lost = 1;
        assertThat(report().clean()).isFalse();
        assertThat(report().text()).contains("lost 1");
    }

    @Test
    void a_connection_that_was_not_made_is_not_clean() {
        connected = 9;
        assertThat(report().clean()).isFalse();
    }

    @Test
    void a_trouble_is_named() {
        troubles = Map.of("closed by the server with 1008 no", 2);
        assertThat(report().clean()).isFalse();
        assertThat(report().text()).contains("trouble          2 × closed by the server with 1008 no");
    }

    @Test
    void the_text_says_what_it_cost() {
        assertThat(report().text())
                .contains("in bursts of 10")
                .contains("delivered        100, 50/s, 2.5 MB/s; lost 0, out of order or twice 3")
                .contains("p50 50.0 ms", "p99 99.0 ms", "; 1.0 % took longer than a second")
                .contains("server cpu       8.00 µs a delivery, 0.0 % of a core")
                .contains("1000.00 KB more for each connection")
                .contains("10, 400/s, median of 2 times");
    }

    @Test
    void the_json_has_the_same() {
        JsonObject json = new JsonObject(report().json());
        assertThat(json.getInteger("received")).isEqualTo(100);
        assertThat(json.getJsonObject("latency_ms").getDouble("p50")).isBetween(49.9, 50.1);
        assertThat(json.getDouble("over_a_second")).isEqualTo(0.01);
        assertThat(json.getJsonObject("server").getDouble("cpu_us_per_delivery"))
                .isEqualTo(8.0);
        assertThat(json.getJsonObject("server").getDouble("rss_bytes_per_connection"))
                .isEqualTo(1_000_000.0);
        assertThat(json.getJsonObject("handshakes").getDouble("per_second")).isEqualTo(400.0);
    }

    @Test
    void without_messages_there_is_nothing_about_them() {
        rate = 0;
        assertThat(report().text()).contains("idle for 2.0 s").doesNotContain("latency", "delivered");
    }
}
