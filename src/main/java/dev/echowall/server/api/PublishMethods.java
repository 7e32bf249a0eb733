package dev.echowall.server.api;

import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import dev.echowall.protocol.plain.JsonValue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Publishes to one channel, or the same to many. */
final class PublishMethods {
    private final Node node;
    private final ApiLimits limits;

    PublishMethods(Node node, ApiLimits limits) {
        this.node = node;
        this.limits = limits;
    }

    Future<byte[]> publish(JsonFields request) {
        return node.publishAsServer(request.channel(), submission(request))
                .map(published -> ResultWriter.object(out -> ResultWriter.published(out, published)));
    }

    /**
     * All appends are made in one turn of the event loop, so that they are handed to the broker together. Each channel
     * has a response of its own, because one may fail and another not.
     */
    Future<byte[]> broadcast(JsonFields request) {
        List<String> channels = request.texts("channels");
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("\"channels\" is missing");
        }
        if (channels.size() > limits.channels()) {
            throw new Refusal(ErrorCode.LIMIT_EXCEEDED, tooMany(limits));
        }
        Submission submission = submission(request);
        List<Future<Published>> all = new ArrayList<>(channels.size());
        for (String each : channels) {
            all.add(publish(each, submission));
        }
        return Future.join(all).transform(done -> Future.succeededFuture(responses(all)));
    }

    static String tooMany(ApiLimits limits) {
        return "one request publishes to at most " + limits.channels() + " channels (limits.channels-per-broadcast)";
    }

    private Future<Published> publish(String channel, Submission submission) {
        try {
            return node.publishAsServer(ChannelName.of(channel), submission);
        } catch (IllegalArgumentException badName) {
            return Future.failedFuture(badName);
        }
    }

    private static byte[] responses(List<Future<Published>> all) {
        return ResultWriter.object(out -> {
            out.writeArrayFieldStart("responses");
            for (Future<Published> each : all) {
                out.writeStartObject();
                if (each.succeeded()) {
                    out.writeObjectFieldStart("result");
                    ResultWriter.published(out, each.result());
                    out.writeEndObject();
                } else {
                    ResultWriter.error(out, ApiFailure.refusal(each.cause()));
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    private static Submission submission(JsonFields request) {
        if (request.flag("skip_history")) {
            throw JsonValue.unsupported("skip_history");
        }
        if (request.whole("version") != 0) {
            throw JsonValue.unsupported("version");
        }
        if (!request.text("version_epoch").isEmpty()) {
            throw JsonValue.unsupported("version_epoch");
        }
        Payload payload = request.payload();
        if (payload == null) {
            throw new IllegalArgumentException("either \"data\" or \"b64data\" is needed");
        }
        String key = request.text("idempotency_key");
        return new Submission(payload, key.isEmpty() ? null : JsonValue.key(key), null, request.textMap("tags"));
    }
}
