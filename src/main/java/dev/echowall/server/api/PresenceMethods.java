package dev.echowall.server.api;

import dev.echowall.channel.ClientInfo;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;

/** Lists and counts who is in a channel. */
final class PresenceMethods {
    /** The most clients in one answer. */
    private static final int MAX_CLIENTS = 20_000;

    private final Node node;

    PresenceMethods(Node node) {
        this.node = node;
    }

    Future<byte[]> list(JsonFields request) {
        return node.presence(request.channel(), "", MAX_CLIENTS).map(found -> {
            if (found.more()) {
                throw new Refusal(
                        ErrorCode.LIMIT_EXCEEDED,
                        found.connections() + " clients are too many for one answer, which has at most " + MAX_CLIENTS
                                + ": GET /presence gives them page by page");
            }
            return ResultWriter.object(out -> {
                out.writeObjectFieldStart("presence");
                for (ClientInfo each : found.clients()) {
                    out.writeFieldName(each.client());
                    ResultWriter.client(out, each);
                }
                out.writeEndObject();
            });
        });
    }

    Future<byte[]> count(JsonFields request) {
        return node.presence(request.channel(), "", 0)
                .map(found -> ResultWriter.object(out -> {
                    out.writeNumberField("num_clients", found.connections());
                    out.writeNumberField("num_users", found.users());
                }));
    }
}
