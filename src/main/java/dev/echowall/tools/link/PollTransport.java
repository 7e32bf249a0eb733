package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /poll/CHANNEL}, one long poll after the other. A connection, for the statistics, lasts from one failure to the
 * next.
 */
public final class PollTransport implements Transport {
    private static final int LIMIT = 1000;
    private static final Duration MARGIN = Duration.ofSeconds(8);

    private final HttpClient client;
    private final Duration wait;

    /** @param wait how long the server may hold each request */
    public PollTransport(HttpClient client, Duration wait) {
        this.client = client;
        this.wait = wait;
    }

    @Override
    public String label() {
        return "poll";
    }

    @Override
    public Subscription open(Target server, String channel, @Nullable Position after, SubscriptionCallback callback) {
        Polling polling = new Polling(server.route("/poll/" + channel.replace("#", "%23")), callback);
        polling.ask(after);
        return polling;
    }

    private final class Polling implements Subscription {
        private final Target route;
        private final SubscriptionCallback callback;
        private @Nullable HttpClientRequest request;
        private boolean over;

        Polling(Target route, SubscriptionCallback callback) {
            this.route = route;
            this.callback = callback;
        }

        void ask(@Nullable Position after) {
            String query =
                    after == null ? "" : "?after=" + after + "&limit=" + LIMIT + "&wait=" + wait.toMillis() + "ms";
            RequestOptions options = route.request(CONNECT_TIMEOUT).setURI(route.path() + query);
            client.request(options)
                    .compose(this::send)
                    .timeout(wait.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(failure -> end(0, "no answer: " + ConnectFailures.why(failure, route, CONNECT_TIMEOUT)))
                    .onSuccess(page -> take(page, after));
        }

        private Future<JsonObject> send(HttpClientRequest opened) {
            request = opened;
            return opened.send().compose(this::page);
        }

        private Future<JsonObject> page(HttpClientResponse response) {
            if (response.statusCode() != 200) {
                end(
                        response.statusCode(),
                        ConnectFailures.refused(response.statusCode()).sentence());
            }
            return response.body().map(Polling::json);
        }

        private static JsonObject json(Buffer body) {
            try {
                return new JsonObject(body);
            } catch (DecodeException e) {
                return new JsonObject();
            }
        }

        private void take(JsonObject page, @Nullable Position after) {
            if (over) {
                return;
            }
            try {
                Position next = JsonMessage.position(page);
                JsonArray publications = page.getJsonArray("publications", new JsonArray());
                if (after == null) {
                    callback.began(next);
                } else if (!page.getBoolean("recovered", true)) {
                    long oldest = publications.isEmpty()
                            ? next.offset() + 1
                            : publications.getJsonObject(0).getLong("offset");
                    callback.gap(next.epoch(), oldest, page.getString("reason", ""));
                }
                callback.alive();
                for (int i = 0; i < publications.size() && !over; i++) {
                    JsonMessage.take(publications.getJsonObject(i), callback);
                }
                if (!over) {
                    ask(next);
                }
            } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
                end(0, "unexpected page: " + page);
            }
        }

        private void end(int status, String why) {
            if (!over) {
                over = true;
                callback.over(status, why);
                abandon();
            }
        }

        @Override
        public void hangUp() {
            over = true;
            abandon();
        }

        private void abandon() {
            if (request != null) {
                request.reset();
            }
        }
    }
}
