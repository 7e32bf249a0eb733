package dev.echowall.node;

import dev.echowall.broker.Survey;
import dev.echowall.broker.Survey.Instance;
import dev.echowall.lifecycle.Lifecycle;
import dev.echowall.metrics.Metrics;
import dev.echowall.presence.Presence;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients of all instances: the use cases of the server API that concern them. From any thread. */
public final class ClusterClients {
    /** The most channels of one answer, in the whole cluster. */
    private static final int MAX_CHANNELS = 100_000;

    private static final Logger log = LoggerFactory.getLogger(ClusterClients.class);

    private final Survey survey;
    private final LocalClients local;
    private final Function<JsonObject, Future<JsonObject>> presence;
    private final Function<JsonObject, Future<JsonObject>> lifecycle;
    private final String version;
    private final Metrics metrics;

    /**
     * @param presence how this instance answers who of its clients is in a channel
     * @param lifecycle how it answers what its clients are, for those who are told what happens to them
     */
    public ClusterClients(
            Survey survey,
            LocalClients local,
            Function<JsonObject, Future<JsonObject>> presence,
            Function<JsonObject, Future<JsonObject>> lifecycle,
            String version,
            Metrics metrics) {
        this.survey = survey;
        this.local = local;
        this.presence = presence;
        this.lifecycle = lifecycle;
        this.version = version;
        this.metrics = metrics;
    }

    /** From now on answers the other instances. */
    public void listen() {
        survey.answerWith(question -> {
            try {
                return answer(question.toJsonObject()).map(JsonObject::toBuffer);
            } catch (RuntimeException malformed) {
                log.atWarn().log("a question of another instance is not understood: {}", malformed.toString());
                return Future.failedFuture(malformed);
            }
        });
    }

    private Future<JsonObject> answer(JsonObject question) {
        if (Presence.isAsked(question.getString("ask"))) {
            return presence.apply(question);
        }
        if (Lifecycle.isAsked(question.getString("ask"))) {
            return lifecycle.apply(question);
        }
        return switch (question.getString("ask")) {
            case "run" ->
                local.run(SessionCommand.of(question.getJsonObject("command")))
                        .map(sessions -> new JsonObject().put("sessions", sessions));
            case "channels" ->
                local.channels(new ChannelPattern(question.getString("pattern")), question.getString("after"))
                        .map(ChannelPage::toJson);
            case "info" -> local.counts().map(this::info);
            default -> throw new IllegalArgumentException(question.getString("ask"));
        };
    }

    private JsonObject info(Map.Entry<Integer, Integer> usersAndChannels) {
        return new InstanceInfo(
                        "",
                        "",
                        version,
                        metrics.connections(),
                        usersAndChannels.getKey(),
                        usersAndChannels.getValue(),
                        metrics.subscriptions(),
                        ManagementFactory.getRuntimeMXBean().getUptime() / 1_000,
                        true)
                .toJson();
    }

    /**
     * Carries out a command on all instances.
     *
     * @return how many sessions were concerned, when all instances have answered. Fails with {@code OUTCOME_UNKNOWN} if
     *     one did not in time; it may have received the command nevertheless
     */
    public Future<Integer> run(SessionCommand command) {
        JsonObject question = new JsonObject().put("ask", "run").put("command", command.toJson());
        return askAll(
                        instance -> ask(instance, question),
                        silent -> silent.isEmpty()
                                ? null
                                : new Refusal(
                                        ErrorCode.OUTCOME_UNKNOWN,
                                        "no answer from " + silent
                                                + ": sessions there may not have been reached, repeat" + " it"))
                .map(answers -> answers.stream()
                        .mapToInt(answer -> answer.getInteger("sessions"))
                        .sum());
    }

    /**
     * The channels that have subscribers anywhere, and how many.
     *
     * @return fails with {@code BUSY} if an instance does not answer, and with {@code LIMIT_EXCEEDED} if there are too
     *     many
     */
    public Future<SortedMap<String, Integer>> channels(ChannelPattern pattern) {
        return askAll(
                        instance -> pages(instance, pattern, new TreeMap<>()),
                        silent -> silent.isEmpty()
                                ? null
                                : new Refusal(ErrorCode.BUSY, "no answer from " + silent + ": counts would be too low"))
                .map(answers -> {
                    NavigableMap<String, Integer> all = new TreeMap<>();
                    for (NavigableMap<String, Integer> each : answers) {
                        each.forEach((name, count) -> all.merge(name, count, Integer::sum));
                    }
                    return bounded(all);
                });
    }

    /** Asks for one page after the other. */
    private Future<@Nullable NavigableMap<String, Integer>> pages(
            Instance instance, ChannelPattern pattern, NavigableMap<String, Integer> before) {
        JsonObject question = new JsonObject()
                .put("ask", "channels")
                .put("pattern", pattern.value())
                .put("after", before.isEmpty() ? "" : before.lastKey());
        return ask(instance, question).compose(answer -> {
            if (answer == null) {
                return Future.succeededFuture(null);
            }
            ChannelPage page = ChannelPage.of(answer);
            before.putAll(page.subscribers());
            boolean more = page.more() && !page.subscribers().isEmpty();
            return more ? pages(instance, pattern, bounded(before)) : Future.succeededFuture(before);
        });
    }

    private static NavigableMap<String, Integer> bounded(NavigableMap<String, Integer> channels) {
        if (channels.size() > MAX_CHANNELS) {
            throw new Refusal(
                    ErrorCode.LIMIT_EXCEEDED,
                    "more than " + MAX_CHANNELS + " channels have subscribers: ask with a narrower pattern");
        }
        return channels;
    }

    /** What each instance says about itself; only the name of one that does not answer. */
    public Future<List<InstanceInfo>> instances() {
        JsonObject question = new JsonObject().put("ask", "info");
        return askAll(
                instance -> ask(instance, question)
                        .map(answer -> answer == null ? null : InstanceInfo.of(instance.id(), instance.name(), answer))
                        .otherwise(silent -> InstanceInfo.unknown(instance.id(), instance.name())),
                silent -> null);
    }

    private Future<@Nullable JsonObject> ask(Instance instance, JsonObject question) {
        return survey.ask(instance, question.toBuffer()).map(answer -> answer == null ? null : answer.toJsonObject());
    }

    /**
     * Asks all instances at once, and waits for all.
     *
     * @param question asks one instance; null if it has left the cluster
     * @param verdict says why the answers are not enough, from the names of those that did not answer; null if they are
     */
    private <T> Future<List<T>> askAll(
            Function<Instance, Future<@Nullable T>> question, Function<String, @Nullable Refusal> verdict) {
        List<Instance> instances = survey.instances();
        List<Future<@Nullable T>> asked = instances.stream().map(question).toList();
        return Future.join(asked).transform(done -> {
            List<T> answers = new ArrayList<>();
            List<String> silent = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                Future<@Nullable T> each = asked.get(i);
                if (each.failed() && each.cause() instanceof Refusal refusal) {
                    return Future.failedFuture(refusal);
                } else if (each.failed()) {
                    silent.add(instances.get(i).name());
                } else if (each.result() != null) {
                    answers.add(each.result());
                }
            }
            Refusal refusal = verdict.apply(silent.stream().collect(Collectors.joining(", ")));
            return refusal == null ? Future.succeededFuture(answers) : Future.failedFuture(refusal);
        });
    }
}
