package dev.echowall.tools.link;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Publishes through {@code POST /publish/CHANNEL} or the server API. One attempt at a time. */
public final class PublishClient {
    /** Is told how long each attempt took, measured from having a connection to the server. */
    public interface Observer {
        /** The server itself has answered with an acknowledgement or a refusal. */
        void replied(Target server, long nanos);
    }

    private final HttpClient client;
    private final List<Target> servers;
    private final boolean api;
    private final @Nullable String apiKey;
    private final Duration timeout;
    private final Observer observer;
    private int turn;

    private PublishClient(
            HttpClient client,
            List<Target> servers,
            boolean api,
            @Nullable String apiKey,
            Duration timeout,
            Observer observer) {
        this.client = client;
        this.servers = servers;
        this.api = api;
        this.apiKey = apiKey;
        this.timeout = timeout;
        this.observer = observer;
    }

    /**
     * Publishes at public addresses.
     *
     * @param servers after a failure the next one is used
     * @param timeout the time limit for one attempt
     */
    public static PublishClient open(HttpClient client, List<Target> servers, Duration timeout, Observer observer) {
        return new PublishClient(client, servers, false, null, timeout, observer);
    }

    /** @param api the complete URL of the API's publish */
    public static PublishClient api(
            HttpClient client, Target api, @Nullable String key, Duration timeout, Observer observer) {
        return new PublishClient(client, List.of(api), true, key, timeout, observer);
    }

    /** Makes one attempt. The future never fails; a failure is a reply as well. */
    Future<PublishReply> post(String channel, Payload payload, String key) {
        Target target = servers.get(turn % servers.size());
        Buffer body = api ? command(channel, payload, key) : Buffer.buffer(payload.bytes());
        return client.request(request(target, channel, payload, key))
                .transform(connected -> connected.succeeded()
                        ? send(target, connected.result(), body)
                        : Future.succeededFuture(new PublishReply.Unreachable(said(target, connected.cause()))))
                .onSuccess(reply -> turn += reply.temporary() ? 1 : 0);
    }

    private RequestOptions request(Target target, String channel, Payload payload, String key) {
        Target route = api ? target : target.route("/publish/" + URLEncoder.encode(channel, StandardCharsets.UTF_8));
        RequestOptions options = route.request(timeout)
                .setMethod(HttpMethod.POST)
                .putHeader("Content-Type", api ? "application/json" : type(payload));
        if (!api) {
            options.putHeader("Idempotency-Key", key);
        } else if (apiKey != null) {
            options.putHeader("X-API-Key", apiKey);
        }
        return options;
    }

    private Future<PublishReply> send(Target target, HttpClientRequest request, Buffer body) {
        // Not from before connecting: for a host that is cut off the kernel may try for seconds, and no server has the
        // request meanwhile.
        long sent = System.nanoTime();
        return request.send(body)
                .compose(response -> response.body().map(answer -> reply(response, answer)))
                .onSuccess(reply -> observer.replied(target, System.nanoTime() - sent))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> {
                    // The response is not needed any more, and must not be taken for that to another request.
                    request.reset();
                    return Future.succeededFuture(new PublishReply.Unanswered(
                            cause instanceof TimeoutException
                                    ? "no answer from " + target.authority() + " within " + timeout.toMillis() + " ms"
                                    : said(target, cause)));
                });
    }

    private static PublishReply reply(HttpClientResponse response, Buffer body) {
        int status = response.statusCode();
        try {
            JsonObject answer = new JsonObject(body);
            JsonObject result = answer.getJsonObject("result");
            if (status == 200 && result != null) {
                return new PublishReply.Acknowledged(
                        new Position(result.getString("epoch"), result.getLong("offset")),
                        result.getInteger("copies", 0));
            }
            JsonObject error = answer.getJsonObject("error", new JsonObject());
            return new PublishReply.Refused(status, error.getString("name", ""), error.getString("message", ""));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            // Another server's response.
            return status == 200
                    ? new PublishReply.Refused(status, "", "this response is not from Echowall; is the address right?")
                    : new PublishReply.Refused(
                            status, "", HttpResponseStatus.valueOf(status).reasonPhrase());
        }
    }

    private static Buffer command(String channel, Payload payload, String key) {
        String data = new String(payload.bytes(), StandardCharsets.UTF_8);
        JsonObject command = new JsonObject().put("channel", channel).put("idempotency_key", key);
        return switch (payload.kind()) {
            case TEXT -> command.put("data", data).toBuffer();
            case BINARY ->
                command.put("b64data", Base64.getEncoder().encodeToString(payload.bytes()))
                        .toBuffer();
            // Inserted as text, so that numbers keep their digits.
            case JSON -> Buffer.buffer(command.encode().replaceFirst("}$", "")).appendString(",\"data\":" + data + "}");
        };
    }

    private static String type(Payload payload) {
        return switch (payload.kind()) {
            case TEXT -> "text/plain; charset=utf-8";
            case BINARY -> "application/octet-stream";
            case JSON -> "application/json";
        };
    }

    private String said(Target target, Throwable cause) {
        return "no connection to " + target.http() + ": " + ConnectFailures.why(cause, target, timeout);
    }
}
