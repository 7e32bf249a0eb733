package dev.echowall.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.identity.Identity;
import dev.echowall.node.Node;
import dev.echowall.presence.Snapshot;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Who is in a channel, for clients that may subscribe to it: a page of them, with the counts of all. */
final class PresenceRoute {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 5_000;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Node node;

    PresenceRoute(Node node) {
        this.node = node;
    }

    void answer(RoutingContext context, Identity who) {
        HttpServerRequest request = context.request();
        ChannelName channel = ChannelPath.channel(request.path(), "/presence/");
        @Nullable Refusal refusal = node.refusalToSeePresence(who, channel, false);
        if (refusal != null) {
            throw refusal;
        }
        int limit = QueryNumber.parse("limit", request.getParam("limit"), DEFAULT_LIMIT, MAX_LIMIT);
        node.presence(channel, request.getParam("after", ""), limit)
                .map(found -> json(channel, found))
                .onSuccess(body -> send(request, body))
                .onFailure(context::fail);
    }

    private static void send(HttpServerRequest request, byte[] body) {
        if (request.response().closed()) {
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        Responses.large(request, body.length, () -> BufferInternal.buffer(body));
    }

    private static byte[] json(ChannelName channel, Snapshot found) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("channel", channel.value());
            out.writeNumberField("version", found.version());
            out.writeArrayFieldStart("clients");
            for (ClientInfo each : found.clients()) {
                client(out, each);
            }
            out.writeEndArray();
            out.writeNumberField("connections", found.connections());
            out.writeNumberField("users", found.users());
            if (found.more()) {
                out.writeStringField(
                        "next", found.clients().get(found.clients().size() - 1).client());
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never, in memory
        }
        return bytes.toByteArray();
    }

    private static void client(JsonGenerator out, ClientInfo who) throws IOException {
        out.writeStartObject();
        out.writeStringField("user", who.user());
        out.writeStringField("client", who.client());
        embed(out, "conn_info", who.connInfo());
        embed(out, "chan_info", who.chanInfo());
        out.writeEndObject();
    }

    private static void embed(JsonGenerator out, String name, byte @Nullable [] json) throws IOException {
        if (json != null) {
            out.writeFieldName(name);
            out.writeRawValue(new String(json, StandardCharsets.UTF_8));
        }
    }
}
