package dev.echowall.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A running {@code bin/echowall verify}, which checks what a test does meanwhile. For the test's own thread. */
public final class VerifyProcess implements AutoCloseable {
    /** For missing publications at the end, and for the JVM itself. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(90);

    private static final String HEAP = "-Xmx8g";

    private final Process process;
    private final Path out;
    private final Duration duration;

    /** Its result. */
    public record Report(int exitCode, JsonObject json) {
        /** Anomalies, a line each. */
        public JsonArray findings() {
            return json.getJsonArray("findings");
        }

        /** Anomalies of other kinds than these, by the names in the report. */
        public List<String> findingsBut(Set<String> kinds) {
            return findings().stream()
                    .map(JsonObject.class::cast)
                    .filter(each -> !kinds.contains(each.getString("kind")))
                    .map(each -> each.getString("kind") + ": " + each.getString("what"))
                    .toList();
        }

        public long acknowledged() {
            return json.getJsonObject("publish").getLong("count");
        }

        public long resumed() {
            return json.getLong("resumed");
        }

        /**
         * How long a server needed to answer one attempt to publish. Times since publishing began, with the end in
         * whole seconds.
         */
        public record Reply(String server, Duration from, Duration to, Duration length) {}

        /** Replies that took more than a second; of those of one server within a second, the longest. */
        public List<Reply> slowReplies() {
            List<Reply> slow = new ArrayList<>();
            JsonObject servers = json.getJsonObject("replies_ms_by_second");
            for (String server : servers.fieldNames()) {
                for (Map.Entry<String, Object> each : servers.getJsonObject(server)) {
                    Duration length = Duration.ofMillis(((Number) each.getValue()).longValue());
                    Duration second = Duration.ofSeconds(Long.parseLong(each.getKey()));
                    slow.add(new Reply(server, second.minus(length), second.plusSeconds(1), length));
                }
            }
            return slow;
        }

        /** The longest of all replies, with its server and its end. */
        public JsonObject longestReply() {
            return json.getJsonObject("longest_reply");
        }

        public Duration longestStall() {
            return Duration.ofMillis(json.getJsonObject("longest_stall").getLong("ms"));
        }

        /** The longest stall of more than a second that ended in this interval since publishing began. */
        public Duration longestStall(Duration from, Duration to) {
            return Duration.ofMillis(json.getJsonObject("stalls_ms_by_second").stream()
                    .filter(each -> Long.parseLong(each.getKey()) >= from.toSeconds()
                            && Long.parseLong(each.getKey()) <= to.toSeconds())
                    .mapToLong(each -> ((Number) each.getValue()).longValue())
                    .max()
                    .orElse(0));
        }

        public Duration longestSilence() {
            return Duration.ofMillis(json.getJsonObject("longest_silence").getLong("ms"));
        }

        public JsonObject gaps() {
            return json.getJsonObject("gaps_told");
        }

        /** The numbers and rates: published, repeated, refused, unknown. */
        public JsonObject published() {
            return json.getJsonObject("publish");
        }

        public JsonObject refused() {
            return json.getJsonObject("publish").getJsonObject("refused");
        }

        @Override
        public String toString() {
            return "%s acknowledged at %s/s, longest stall %s, longest silence %s, %d resumed, presence %s, anomalies %s"
                    .formatted(
                            acknowledged(),
                            json.getJsonObject("publish").getValue("per_second"),
                            json.getJsonObject("longest_stall"),
                            json.getJsonObject("longest_silence"),
                            resumed(),
                            json.getJsonObject("presence"),
                            json.getJsonObject("anomalies"));
        }
    }

    private VerifyProcess(Process process, Path out, Duration duration) {
        this.process = process;
        this.out = out;
        this.duration = duration;
    }

    /** Starts to verify the deployment at this address. */
    public static VerifyProcess start(String url, Duration duration, String... options) throws IOException {
        return start(command -> command, url, duration, options);
    }

    /** The same, with a command that is run in another way. */
    public static VerifyProcess start(
            UnaryOperator<ProcessBuilder> way, String url, Duration duration, String... options) throws IOException {
        Path out = Files.createTempFile(Files.createDirectories(NodeProcess.HOME.resolve("target")), "verify", ".json");
        List<String> arguments = new ArrayList<>(
                List.of("verify", "--json", "--quiet", "--url", url, "--duration", duration.toSeconds() + "s"));
        arguments.addAll(List.of(options));
        ProcessBuilder command = NodeProcess.launcher(NodeProcess.ownJava(), arguments.toArray(String[]::new));
        // It keeps everything in memory until it is checked.
        command.environment().merge("ECHOWALL_JAVA_OPTS", HEAP, (own, heap) -> own + " " + heap);
        Process process = way.apply(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Processes.endWithThisOne(process);
        return new VerifyProcess(process, out, duration);
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Ends publishing early, and waits until it exits. */
    public Report end() throws IOException, InterruptedException {
        // TERM and not INT: if the tests were started in the background, all their processes ignore INT. It may have
        // exited already.
        process.destroy();
        return report();
    }

    /** Waits until it exits. */
    public Report report() throws IOException, InterruptedException {
        if (!process.waitFor(TimeLimits.stretched(duration.plus(AFTERWARDS)).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("verify does not end");
        }
        String printed = Files.readString(out);
        if (printed.isEmpty()) {
            throw new AssertionError("verify ended with code " + process.exitValue() + " and reported nothing");
        }
        return new Report(process.exitValue(), new JsonObject(printed));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
