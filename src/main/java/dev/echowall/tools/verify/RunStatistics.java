package dev.echowall.tools.verify;

import dev.echowall.tools.link.PublishReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts and times of a run, in addition to its recording. Confined to the event loop until the run is over. */
final class RunStatistics {
    private static final long STALL_MILLIS = 1_000;

    private final LatencyHistogram acknowledgements = new LatencyHistogram();
    private final LatencyHistogram deliveries = new LatencyHistogram();
    private final Map<String, Integer> repeated = new TreeMap<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Map<String, Integer> gaps = new TreeMap<>();
    private int again;
    private int unknown;
    private int cut;
    private int resumed;
    private int abandoned;
    private Moment stall = Moment.NONE;
    private Moment reply = Moment.NONE;
    private final Map<String, Map<Long, Long>> replies = new TreeMap<>();
    private final Map<String, Moment> silences = new LinkedHashMap<>();
    private final Map<Long, Long> stalls = new TreeMap<>();

    /** The longest of a kind: its length, its client, and when it ended, since the run began. */
    record Moment(Duration length, String whose, Duration at) {
        static final Moment NONE = new Moment(Duration.ZERO, "", Duration.ZERO);

        Moment longer(Moment other) {
            return other.length.compareTo(length) > 0 ? other : this;
        }
    }

    void acknowledged(long nanos, String whose, Duration at) {
        acknowledgements.add(nanos);
        stall = stall.longer(new Moment(Duration.ofNanos(nanos), whose, at));
        slow(stalls, nanos, at);
    }

    /** The server has answered one attempt this long after it was sent. */
    void replied(long nanos, String server, Duration at) {
        reply = reply.longer(new Moment(Duration.ofNanos(nanos), server, at));
        slow(replies.computeIfAbsent(server, one -> new TreeMap<>()), nanos, at);
    }

    private static void slow(Map<Long, Long> bySecond, long nanos, Duration at) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        if (millis >= STALL_MILLIS) {
            bySecond.merge(at.toSeconds(), millis, Math::max);
        }
    }

    /** A publication that had been acknowledged before. */
    void acknowledgedAgain() {
        again++;
    }

    void delivered(long nanos) {
        deliveries.add(nanos);
    }

    void silent(Moment moment) {
        silences.merge(moment.whose(), moment, Moment::longer);
    }

    /** An attempt to publish that is followed by another. */
    void repeated(PublishReply reply) {
        repeated.merge(kind(reply), 1, Integer::sum);
    }

    void refused(PublishReply reply) {
        refused.merge(reply.sentence(), 1, Integer::sum);
    }

    void unknown() {
        unknown++;
    }

    void gap(String reason) {
        gaps.merge(reason, 1, Integer::sum);
    }

    void cut() {
        cut++;
    }

    void resumed() {
        resumed++;
    }

    /** A connection was given up because nothing arrived although there was something to deliver. */
    void abandoned() {
        abandoned++;
    }

    private static String kind(PublishReply reply) {
        if (reply instanceof PublishReply.Refused refusal) {
            return refusal.name().isEmpty() ? String.valueOf(refusal.status()) : refusal.name();
        }
        return reply.open() ? "no answer" : "no connection";
    }

    LatencyHistogram acknowledgements() {
        return acknowledgements;
    }

    LatencyHistogram deliveries() {
        return deliveries;
    }

    Map<String, Integer> repeated() {
        return repeated;
    }

    Map<String, Integer> refused() {
        return refused;
    }

    Map<String, Integer> gaps() {
        return gaps;
    }

    /** How many were sent again with their keys, and acknowledged again. */
    int acknowledgedTwice() {
        return again;
    }

    int unanswered() {
        return unknown;
    }

    int cuts() {
        return cut;
    }

    int resumes() {
        return resumed;
    }

    int abandonments() {
        return abandoned;
    }

    Moment stall() {
        return stall;
    }

    /** The longest time that the server needed to answer one attempt. */
    Moment longestReply() {
        return reply;
    }

    /**
     * For each server and each second in which an answer took more than a second, the longest that ended in it, in
     * milliseconds.
     */
    Map<String, Map<Long, Long>> replies() {
        return replies;
    }

    /** For each second in which a stall of more than a second ended, the longest, in milliseconds. */
    Map<Long, Long> stalls() {
        return stalls;
    }

    /** The longest of all subscribers. */
    Moment silence() {
        return silences.values().stream().reduce(Moment.NONE, Moment::longer);
    }

    /** The longest of each subscriber. */
    Map<String, Moment> silences() {
        return silences;
    }
}
