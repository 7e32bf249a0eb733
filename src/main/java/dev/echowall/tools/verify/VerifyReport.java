package dev.echowall.tools.verify;

import dev.echowall.tools.link.Report;
import dev.echowall.tools.verify.Anomaly.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The results of a run, as text and as JSON. */
final class VerifyReport implements Report {
    private static final int SHOWN = 10;

    private final VerifyPlan plan;
    private final String channels;
    private final Duration length;
    private final int subscribers;
    private final RunStatistics statistics;
    private final Checker.Verdict verdict;
    private final Map<Kind, Long> counts = new TreeMap<>();
    private final long acknowledged;
    private final PresenceGroup presence;
    private final List<Anomaly> anomalies;

    VerifyReport(VerifyPlan plan, VerifyRun run) {
        this.plan = plan;
        this.channels = run.channels();
        this.length = run.length();
        this.subscribers = run.subscriberGroup().subscribers();
        this.statistics = run.statistics();
        this.verdict = Checker.check(run.recording());
        this.acknowledged = statistics.acknowledgements().count();
        this.presence = run.presence();
        this.anomalies = Stream.concat(verdict.anomalies().stream(), presence.checker().anomalies().stream())
                .toList();
        anomalies.forEach(each -> counts.merge(each.kind(), each.count(), Long::sum));
    }

    boolean clean() {
        return anomalies.isEmpty();
    }

    /** Whether there was nothing to check. */
    boolean empty() {
        return acknowledged == 0;
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder();
        line(
                out,
                "run",
                plan.channels() + " channels " + channels + ", " + plan.publishers() + " publishers, " + subscribers
                        + " subscribers, " + seconds(length));
        LatencyHistogram acks = statistics.acknowledgements();
        line(
                out,
                "published",
                Report.format(
                        "%,d acknowledged, %,.0f/s, p50 %s, p99 %s%s",
                        acknowledged,
                        acknowledged / perSecond(),
                        millis(acks.percentile(50)),
                        millis(acks.percentile(99)),
                        others()));
        line(
                out,
                "sent again",
                Report.format("%,d acknowledged ones, with their keys", statistics.acknowledgedTwice()));
        line(out, "stall", moment(statistics.stall(), "without an acknowledgement"));
        LatencyHistogram deliveries = statistics.deliveries();
        line(
                out,
                "delivered",
                Report.format(
                        "%,d, %,.0f/s, p50 %s, p99 %s after publishing",
                        deliveries.count(),
                        deliveries.count() / perSecond(),
                        millis(deliveries.percentile(50)),
                        millis(deliveries.percentile(99))));
        line(out, "silence", moment(statistics.silence(), "without a publication"));
        line(
                out,
                "connections",
                statistics.cuts() + " cut"
                        + (statistics.abandonments() == 0
                                ? ""
                                : " (" + statistics.abandonments() + " given up because nothing arrived)")
                        + ", " + statistics.resumes() + " resumed, gaps told: " + told(statistics.gaps()));
        PresenceChecker seen = presence.checker();
        line(
                out,
                "presence",
                presence.isServed()
                        ? Report.format(
                                "%,d clients came and went, %,d joins and leaves told; longest ghost %s, longest absence"
                                        + " from a list %s",
                                seen.clients(),
                                seen.told(),
                                millis(seen.longestGhost().toNanos() / 1_000_000.0),
                                millis(seen.longestAbsence().toNanos() / 1_000_000.0))
                        : "not kept here (channels.echo.presence), so not checked");
        if (verdict.unverified() > 0) {
            line(
                    out,
                    "unverified",
                    verdict.unverified()
                            + " acknowledged, received by nobody, and trimmed before they could be read back");
        }
        anomalies(out);
        return out.toString();
    }

    private String others() {
        StringBuilder out = new StringBuilder();
        if (!statistics.repeated().isEmpty()) {
            out.append("; repeated: ").append(told(statistics.repeated()));
        }
        if (!statistics.refused().isEmpty()) {
            out.append("; refused: ").append(told(statistics.refused()));
        }
        if (statistics.unanswered() > 0) {
            out.append("; outcome unknown: ").append(statistics.unanswered());
        }
        return out.toString();
    }

    private void anomalies(StringBuilder out) {
        if (clean()) {
            line(out, "anomalies", "none");
            return;
        }
        line(
                out,
                "anomalies",
                counts.entrySet().stream()
                        .map(each -> each.getKey().label() + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
        for (Kind kind : counts.keySet()) {
            List<Anomaly> these = of(kind);
            these.stream().limit(SHOWN).forEach(each -> line(out, "  " + kind.label(), each.sentence()));
            if (these.size() > SHOWN) {
                line(
                        out,
                        "  " + kind.label(),
                        "... and " + (these.size() - SHOWN) + " more such findings (--json has them all)");
            }
        }
    }

    private List<Anomaly> of(Kind kind) {
        return anomalies.stream().filter(each -> each.kind() == kind).toList();
    }

    /** Times are in milliseconds. */
    @Override
    public String json() {
        JsonObject kinds = new JsonObject();
        for (Kind kind : Kind.values()) {
            kinds.put(kind.label().replace(' ', '_'), counts.getOrDefault(kind, 0L));
        }
        JsonArray findings = new JsonArray();
        anomalies.forEach(each -> findings.add(new JsonObject()
                .put("kind", each.kind().label().replace(' ', '_'))
                .put("count", each.count())
                .put("what", each.sentence())));
        return new JsonObject()
                .put("channels", channels)
                .put("seconds", length.toMillis() / 1_000.0)
                .put("subscribers", subscribers)
                .put("publish", published())
                .put("deliver", latencies(statistics.deliveries()))
                .put("longest_stall", json(statistics.stall()))
                .put("stalls_ms_by_second", bySecond(statistics.stalls()))
                .put("longest_reply", json(statistics.longestReply()))
                .put("replies_ms_by_second", replies())
                .put("longest_silence", json(statistics.silence()))
                .put("longest_silence_ms_of_each", silences())
                .put("cut", statistics.cuts())
                .put("given_up", statistics.abandonments())
                .put("resumed", statistics.resumes())
                .put("gaps_told", json(statistics.gaps()))
                .put("presence", presence())
                .put("unverified", verdict.unverified())
                .put("anomalies", kinds)
                .put("findings", findings)
                .encodePrettily();
    }

    private JsonObject published() {
        return latencies(statistics.acknowledgements())
                .put("repeated", json(statistics.repeated()))
                .put("refused", json(statistics.refused()))
                .put("sent_again", statistics.acknowledgedTwice())
                .put("outcome_unknown", statistics.unanswered());
    }

    private @Nullable JsonObject presence() {
        PresenceChecker seen = presence.checker();
        return presence.isServed()
                ? new JsonObject()
                        .put("clients", seen.clients())
                        .put("told", seen.told())
                        .put("longest_ghost_ms", seen.longestGhost().toMillis())
                        .put("longest_absence_ms", seen.longestAbsence().toMillis())
                : null;
    }

    private static JsonObject bySecond(Map<Long, Long> longest) {
        JsonObject each = new JsonObject();
        longest.forEach((second, millis) -> each.put(Long.toString(second), millis));
        return each;
    }

    private JsonObject replies() {
        JsonObject each = new JsonObject();
        statistics.replies().forEach((server, longest) -> each.put(server, bySecond(longest)));
        return each;
    }

    private JsonObject silences() {
        JsonObject each = new JsonObject();
        statistics
                .silences()
                .forEach((whose, moment) -> each.put(whose, moment.length().toMillis()));
        return each;
    }

    private JsonObject latencies(LatencyHistogram of) {
        return new JsonObject()
                .put("count", of.count())
                .put("per_second", of.count() / perSecond())
                .put("p50_ms", of.percentile(50))
                .put("p99_ms", of.percentile(99))
                .put("longest_ms", of.longest());
    }

    private static JsonObject json(RunStatistics.Moment moment) {
        return new JsonObject()
                .put("ms", moment.length().toMillis())
                .put("of", moment.whose())
                .put("at_seconds", moment.at().toMillis() / 1_000.0);
    }

    private static JsonObject json(Map<String, Integer> counts) {
        JsonObject object = new JsonObject();
        counts.forEach(object::put);
        return object;
    }

    private double perSecond() {
        return Math.max(0.001, length.toMillis() / 1_000.0);
    }

    private static void line(StringBuilder out, String name, String what) {
        out.append(Report.line(name, what));
    }

    private static String told(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String moment(RunStatistics.Moment moment, String what) {
        return moment.whose().isEmpty()
                ? "none"
                : millis(moment.length().toNanos() / 1_000_000.0) + " the longest " + what + ": " + moment.whose()
                        + ", until " + seconds(moment.at());
    }

    private static String seconds(Duration time) {
        return Report.format("%.1f s", time.toMillis() / 1_000.0);
    }

    private static String millis(double millis) {
        return Report.format(millis < 100 ? "%.1f ms" : "%.0f ms", millis);
    }
}
