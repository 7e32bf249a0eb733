package dev.echowall.lifecycle;

import dev.echowall.broker.Survey;
import dev.echowall.broker.Survey.Instance;
import dev.echowall.channel.Position;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks instances to record and for their connections, page by page, and puts answers into words. */
final class ConnectionSurvey {
    /** The value of {@code ask} in a question that makes the instance record. */
    static final String RECORD = "events";

    /** In one for its connections. */
    static final String TABLE = "connections";

    /** The most changes of a page, more for a connection that has more channels. */
    static final int PAGE_CHANGES = 2_000;

    private final Survey survey;

    ConnectionSurvey(Survey survey) {
        this.survey = survey;
    }

    List<Instance> instances() {
        return survey.instances();
    }

    Future<Void> record(Instance instance) {
        return survey.ask(instance, new JsonObject().put("ask", RECORD).toBuffer())
                .mapEmpty();
    }

    /** What each instance knows, without those that have left the cluster; fails if one does not answer. */
    Future<List<Answer>> all(List<Instance> instances) {
        List<Future<@Nullable Answer>> asked =
                instances.stream().map(this::connections).toList();
        return Future.all(asked)
                .map(done -> asked.stream()
                        .map(Future::result)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private Future<@Nullable Answer> connections(Instance instance) {
        return next(instance, "", new ArrayList<>(), "");
    }

    private Future<@Nullable Answer> next(
            Instance instance, String after, List<ConnectionChange> found, String source) {
        JsonObject question = new JsonObject().put("ask", TABLE).put("after", after);
        return survey.ask(instance, question.toBuffer()).compose(answer -> {
            if (answer == null) {
                return Future.succeededFuture(null);
            }
            Answer page;
            try {
                page = of(answer.toJsonObject());
            } catch (IOException malformed) {
                return Future.failedFuture(malformed);
            }
            TablePage own = page.own();
            if (!source.isEmpty() && !source.equals(own.source())) {
                return Future.failedFuture("it has begun anew");
            }
            found.addAll(own.connections());
            if (own.connections().isEmpty()) {
                return Future.succeededFuture(new Answer(
                        new TablePage(own.source(), own.node(), found, own.upTo()), page.follows(), page.sources()));
            }
            String last = own.connections().get(own.connections().size() - 1).client();
            return next(instance, last, found, own.source());
        });
    }

    static JsonObject json(Answer answer) {
        return new JsonObject()
                .put("source", answer.own().source())
                .put("node", answer.own().node())
                .put("connections", EntryCodec.changes(answer.own().connections()))
                .put("upTo", text(answer.own().upTo()))
                .put("follows", text(answer.follows()))
                .put("sources", new JsonArray(List.copyOf(answer.sources())));
    }

    private static Answer of(JsonObject answer) throws IOException {
        Set<String> sources = new HashSet<>();
        answer.getJsonArray("sources").forEach(each -> sources.add((String) each));
        return new Answer(
                new TablePage(
                        answer.getString("source"),
                        answer.getString("node"),
                        EntryCodec.changes(answer.getBinary("connections")),
                        position(answer.getString("upTo"))),
                position(answer.getString("follows")),
                sources);
    }

    private static @Nullable String text(@Nullable Position position) {
        return position == null ? null : position.toString();
    }

    private static @Nullable Position position(@Nullable String text) {
        return text == null ? null : Position.parse(text);
    }
}
