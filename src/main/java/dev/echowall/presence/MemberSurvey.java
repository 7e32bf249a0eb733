package dev.echowall.presence;

import dev.echowall.broker.Survey;
import dev.echowall.broker.Survey.Instance;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks instances for their clients in a channel, page by page, and answers such questions. */
final class MemberSurvey {
    /** The value of {@code ask} in a question. */
    static final String ASK = "presence";

    private static final int PAGE_CLIENTS = 2_000;
    private static final int PAGE_BYTES = 256 * 1024;

    private final Survey survey;

    MemberSurvey(Survey survey) {
        this.survey = survey;
    }

    List<Instance> instances() {
        return survey.instances();
    }

    /** All clients of the instance by their ids; null if it has left the cluster. */
    Future<@Nullable Map<String, ClientInfo>> clients(Instance instance, ChannelName channel) {
        return next(instance, channel, "", new HashMap<>());
    }

    private Future<@Nullable Map<String, ClientInfo>> next(
            Instance instance, ChannelName channel, String after, Map<String, ClientInfo> found) {
        JsonObject question =
                new JsonObject().put("ask", ASK).put("channel", channel.value()).put("after", after);
        return survey.ask(instance, question.toBuffer()).compose(answer -> {
            if (answer == null) {
                return Future.succeededFuture(null);
            }
            List<ClientInfo> page;
            try {
                page = ChangeCodec.clients(answer.toJsonObject().getBinary("clients"));
            } catch (IOException malformed) {
                return Future.failedFuture(malformed);
            }
            page.forEach(each -> found.put(each.client(), each));
            return page.isEmpty()
                    ? Future.succeededFuture(found)
                    : next(instance, channel, page.get(page.size() - 1).client(), found);
        });
    }

    /** The answer to such a question. */
    static JsonObject answer(@Nullable OwnClients own, String after) {
        List<ClientInfo> page = own == null ? List.of() : own.page(after, PAGE_CLIENTS, PAGE_BYTES);
        return new JsonObject().put("clients", ChangeCodec.clients(page));
    }
}
