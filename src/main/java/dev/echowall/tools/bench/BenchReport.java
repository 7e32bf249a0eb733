package dev.echowall.tools.bench;

import dev.echowall.tools.link.Report;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;

/** The results of a run, as text and as JSON. */
final class BenchReport implements Report {
    private static final double MILLI = 1_000_000.0;
    private static final double MEGABYTE = 1_000_000.0;
    private static final long SECOND = 1_000_000_000;

    private final BenchPlan plan;
    private final BenchResult result;

    BenchReport(BenchPlan plan, BenchResult result) {
        this.plan = plan;
        this.result = result;
    }

    /** Whether all clients stayed connected and everything arrived. */
    boolean clean() {
        return result.connected() == plan.connections()
                && result.troubles().isEmpty()
                && result.lost() == 0
                && (plan.idle() || result.sent() > 0);
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder();
        line(out, "run", run());
        line(out, "connected", connected());
        if (!plan.idle()) {
            line(out, "sent", Report.format("%,d, late by %s", result.sent(), percentiles(result.lags())));
            line(out, "delivered", delivered());
            line(out, "latency", percentiles(result.latencies()) + late());
        }
        if (!plan.processes().isEmpty()) {
            line(out, "server cpu", cpu(result.server()));
            line(out, "server memory", memory());
        }
        line(out, "generator cpu", cpu(result.own()));
        result.troubles().forEach((what, count) -> line(out, "trouble", Report.format("%,d × %s", count, what)));
        return out.toString();
    }

    private String run() {
        String where = Report.format("%,d connections to %s", plan.connections(), plan.target())
                + (plan.centrifugal() ? " with " + subscriptions() : "");
        return plan.idle()
                ? where + Report.format(", idle for %.1f s", result.seconds())
                : where
                        + Report.format(
                                ", %,d messages/s of %,d bytes%s, %.1f s after %.1f s of warm-up",
                                plan.rate(),
                                plan.size(),
                                plan.burst() == 1 ? "" : Report.format(" in bursts of %,d", plan.burst()),
                                plan.duration().toMillis() / 1_000.0,
                                plan.warmup().toMillis() / 1_000.0);
    }

    private String subscriptions() {
        int count = plan.channels().size();
        return count == 1
                ? "a subscription of " + plan.channels().get(0) + " each"
                : count + " subscriptions each, of " + plan.channels().get(0) + " to "
                        + plan.channels().get(count - 1);
    }

    private String connected() {
        String turns = plan.turns() == 1 ? "" : Report.format(", median of %d times", plan.turns() - plan.turns() / 2);
        return Report.format(
                "%,d, %,.0f/s%s, handshake %s%s",
                result.connected(),
                result.opening().rate(),
                turns,
                percentiles(result.opening().latencies()),
                plan.processes().isEmpty()
                        ? ""
                        : Report.format(
                                ", server cpu %.0f µs each", result.opening().cpuMicros()));
    }

    private String delivered() {
        return Report.format(
                "%,d, %,.0f/s, %.1f MB/s; lost %,d, out of order or twice %,d",
                result.received(),
                perSecond(result.received()),
                perSecond(result.bytes()) / MEGABYTE,
                result.lost(),
                result.misplaced());
    }

    private String late() {
        double share = lateShare();
        return share == 0 ? "" : Report.format("; %.1f %% took longer than a second", share * 100);
    }

    private double lateShare() {
        long late = result.latencies().getTotalCount() - result.latencies().getCountBetweenValues(0, SECOND);
        return late <= 0 ? 0 : (double) late / result.latencies().getTotalCount();
    }

    private String cpu(ProcessUsage usage) {
        String cores = Report.format("%.1f %% of a core", result.cores(usage) * 100);
        return result.received() == 0
                ? cores
                : Report.format("%.2f µs a delivery, %s", result.microsPerDelivery(usage), cores);
    }

    private String memory() {
        return Report.format(
                "%.1f MB, %.1f MB before; %.2f KB more for each connection; at most %.1f MB",
                result.server().residentBytes() / MEGABYTE,
                result.before().residentBytes() / MEGABYTE,
                result.bytesPerConnection() / 1_000,
                result.server().peakBytes() / MEGABYTE);
    }

    @Override
    public String json() {
        JsonObject report = new JsonObject()
                .put("url", plan.target().toString())
                .put(
                        "publish_url",
                        plan.publish().posting()
                                ? plan.publish().target().http()
                                : plan.publish().target().toString())
                .put("connections", plan.connections())
                .put("channels", new JsonArray(plan.channels()))
                .put("rate", plan.rate())
                .put("size", plan.size())
                .put("burst", plan.burst())
                .put("seconds", result.seconds())
                .put("connected", result.connected())
                .put("handshakes", handshakes())
                .put("sent", result.sent())
                .put("sent_late_ms", millis(result.lags()))
                .put("received", result.received())
                .put("received_per_second", perSecond(result.received()))
                .put("lost", result.lost())
                .put("out_of_order_or_twice", result.misplaced())
                .put("bytes", result.bytes())
                .put("latency_ms", millis(result.latencies()))
                .put("over_a_second", lateShare());
        if (!plan.processes().isEmpty()) {
            report.put("server", server());
        }
        JsonObject troubles = new JsonObject();
        result.troubles().forEach(troubles::put);
        return report.put("generator", use(result.own()))
                .put("troubles", troubles)
                .encodePrettily();
    }

    private JsonObject handshakes() {
        JsonArray each = new JsonArray();
        result.opening().perSecond().forEach(each::add);
        return new JsonObject()
                .put("per_second", result.opening().rate())
                .put("per_second_each_time", each)
                .put("server_cpu_us", result.opening().cpuMicros())
                .put("latency_ms", millis(result.opening().latencies()));
    }

    private JsonObject server() {
        return use(result.server())
                .put("rss_before_bytes", result.before().residentBytes())
                .put("rss_bytes", result.server().residentBytes())
                .put("rss_peak_bytes", result.server().peakBytes())
                .put("rss_bytes_per_connection", result.bytesPerConnection());
    }

    private JsonObject use(ProcessUsage usage) {
        return new JsonObject()
                .put("cpu_us", usage.cpuMicros())
                .put("cpu_us_per_delivery", result.microsPerDelivery(usage))
                .put("cores", result.cores(usage));
    }

    private static JsonObject millis(Histogram of) {
        return new JsonObject()
                .put("p50", of.getValueAtPercentile(50) / MILLI)
                .put("p90", of.getValueAtPercentile(90) / MILLI)
                .put("p99", of.getValueAtPercentile(99) / MILLI)
                .put("p99_9", of.getValueAtPercentile(99.9) / MILLI)
                .put("longest", of.getMaxValue() / MILLI);
    }

    private static String percentiles(Histogram of) {
        return of.getTotalCount() == 0
                ? "nothing"
                : Report.format(
                        "p50 %s, p90 %s, p99 %s, p99.9 %s, at most %s",
                        shown(of.getValueAtPercentile(50)),
                        shown(of.getValueAtPercentile(90)),
                        shown(of.getValueAtPercentile(99)),
                        shown(of.getValueAtPercentile(99.9)),
                        shown(of.getMaxValue()));
    }

    private static String shown(long nanos) {
        double millis = nanos / MILLI;
        return Report.format(millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }

    private double perSecond(long count) {
        return result.nanos() == 0 ? 0 : count / result.seconds();
    }

    private static void line(StringBuilder out, String name, String what) {
        out.append(Report.line(name, what));
    }
}
