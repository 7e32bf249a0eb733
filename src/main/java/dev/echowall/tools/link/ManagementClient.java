package dev.echowall.tools.link;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends single requests to a management port. */
public final class ManagementClient {
    /**
     * An answer.
     *
     * @param body empty if it was no JSON object
     */
    public record Answer(int status, JsonObject body) {
        /** Why it was refused, for users, without a full stop. */
        public String refusal() {
            Object error = body.getValue("error");
            return "refused: " + status
                    + (error instanceof JsonObject named
                            ? " " + named.getValue("name", "") + ": " + named.getValue("message", "")
                            : "");
        }
    }

    /** There was no answer; the message says why, for users. */
    public static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unanswered(String sentence) {
            super(sentence, null, false, false);
        }
    }

    private final HttpClient http;
    private final Target server;
    private final @Nullable String key;
    private final Duration timeout;

    public ManagementClient(HttpClient http, Target server, @Nullable String key, Duration timeout) {
        this.http = http;
        this.server = server;
        this.key = key;
        this.timeout = timeout;
    }

    /** Posts an empty object. Fails with {@link Unanswered}. */
    public Future<Answer> post(String route) {
        Target target = server.route(route);
        RequestOptions options =
                target.request(timeout).setMethod(HttpMethod.POST).putHeader("Content-Type", "application/json");
        if (key != null) {
            options.putHeader("X-API-Key", key);
        }
        return http.request(options)
                .compose(request -> request.send(Buffer.buffer("{}")))
                .compose(response -> response.body().map(body -> new Answer(response.statusCode(), object(body))))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(new Unanswered(
                        cause instanceof TimeoutException
                                ? "no answer from " + target.authority() + " within " + timeout.toMillis() + " ms"
                                : "no answer from " + target.http() + ": "
                                        + ConnectFailures.why(cause, target, timeout))));
    }

    private static JsonObject object(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException another) {
            return new JsonObject();
        }
    }
}
