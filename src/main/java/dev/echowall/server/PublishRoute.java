package dev.echowall.server;

import dev.echowall.broker.Submission;
import dev.echowall.node.Node;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonValue;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /api/publish}: the method of the server API that is called most, so it does not take the way of the
 * others. It is older than them, too, and its errors always have an HTTP status of their own.
 */
final class PublishRoute {
    private final Vertx vertx;
    private final Node node;
    private final int bodyBytes;

    /** @param bodyBytes the largest body */
    PublishRoute(Vertx vertx, Node node, int bodyBytes) {
        this.vertx = vertx;
        this.node = node;
        this.bodyBytes = bodyBytes;
    }

    void publish(RoutingContext context) {
        Refusal refusal = BrowserRule.refusalOfBody(context.request());
        if (refusal != null) {
            throw refusal;
        }
        RequestBody.read(vertx, context.request(), bodyBytes)
                .map(body -> JsonValue.command(body.getBytes()))
                .compose(command -> node.publishAsServer(command.channel(), submission(command)))
                .onSuccess(published -> Responses.published(context.response(), published))
                .onFailure(context::fail);
    }

    static Submission submission(JsonValue.Command command) {
        return new Submission(command.payload(), command.idempotencyKey(), null, command.tags());
    }
}
