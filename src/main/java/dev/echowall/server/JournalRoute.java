package dev.echowall.server;

import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code POST /journal/open}: opens a cluster that waits for journals which will not come. The body is not looked at, but
 * it must be declared as JSON, as for every request that changes something.
 */
final class JournalRoute {
    private static final int MOST = 1024;

    private final Vertx vertx;
    private final ClusterBroker broker;

    JournalRoute(Vertx vertx, ClusterBroker broker) {
        this.vertx = vertx;
        this.broker = broker;
    }

    void open(RoutingContext context) {
        Refusal refusal = BrowserRule.refusalOfBody(context.request());
        if (refusal != null) {
            throw refusal;
        }
        RequestBody.read(vertx, context.request(), MOST)
                .map(body -> broker.openWithout())
                .onFailure(context::fail)
                .onSuccess(without -> answer(context, without));
    }

    private static void answer(RoutingContext context, List<String> without) {
        if (without.isEmpty()) {
            context.fail(new Refusal(ErrorCode.NOT_AVAILABLE, "this instance does not wait for journals"));
            return;
        }
        JsonObject result = new JsonObject().put("opened_without", new JsonArray(without));
        Responses.json(context.response(), new JsonObject().put("result", result));
    }
}
