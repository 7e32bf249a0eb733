package dev.echowall.server;

import dev.echowall.broker.cluster.ConsumerRegistration;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * The event bus address at which any Vert.x application in the cluster can publish: a request is the command of {@code
 * POST /api/publish} as a JsonObject, and the reply is its result; a refusal fails the request with the error's code.
 * Every member of the cluster may publish, as on the management port.
 */
final class PublishAddress {
    static final String ADDRESS = "echowall.publish";

    private final Node node;

    PublishAddress(Node node) {
        this.node = node;
    }

    /** Listens on the calling context. */
    Future<Void> listen(Vertx vertx) {
        return ConsumerRegistration.of(vertx, ADDRESS, this::publish).mapEmpty();
    }

    private void publish(Message<Object> message) {
        Future.succeededFuture(message.body())
                .map(PublishAddress::command)
                .compose(command -> node.publishAsServer(command.channel(), PublishRoute.submission(command)))
                .onSuccess(published -> message.reply(Responses.result(published)))
                .onFailure(why -> message.fail(code(why).code(), String.valueOf(why.getMessage())));
    }

    private static JsonValue.Command command(Object body) {
        if (body instanceof JsonObject json) {
            return JsonValue.command(json.toBuffer().getBytes());
        }
        throw new IllegalArgumentException("a JsonObject is expected: {\"channel\":…,\"data\":…}");
    }

    private static ErrorCode code(Throwable why) {
        return why instanceof Refusal refusal
                ? refusal.code()
                : why instanceof IllegalArgumentException ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
    }
}
