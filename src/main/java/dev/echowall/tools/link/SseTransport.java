package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** {@code /sse/CHANNEL}, resuming with {@code Last-Event-ID} as a browser does. */
public final class SseTransport implements Transport {
    private final HttpClient client;

    public SseTransport(HttpClient client) {
        this.client = client;
    }

    @Override
    public String label() {
        return "sse";
    }

    @Override
    public Subscription open(Target server, String channel, @Nullable Position after, SubscriptionCallback callback) {
        Target route = server.route("/sse/" + channel.replace("#", "%23"));
        RequestOptions options = route.request(CONNECT_TIMEOUT).putHeader("Accept", "text/event-stream");
        if (after != null) {
            options.putHeader("Last-Event-ID", after.toString());
        }
        Connection connection = new Connection(callback);
        client.request(options)
                .onFailure(failure ->
                        connection.end(0, "no connection: " + ConnectFailures.why(failure, server, CONNECT_TIMEOUT)))
                .onSuccess(connection::send);
        return connection;
    }

    private static final class Connection implements Subscription, EventStreamParser.Reader {
        private final SubscriptionCallback callback;
        private final EventStreamParser events = new EventStreamParser(this);
        private @Nullable HttpClientRequest request;
        private boolean over;

        Connection(SubscriptionCallback callback) {
            this.callback = callback;
        }

        void send(HttpClientRequest opened) {
            request = opened;
            if (over) {
                opened.reset();
                return;
            }
            opened.send()
                    .onFailure(failure -> end(0, "connection lost: " + failure.getMessage()))
                    .onSuccess(this::answered);
        }

        private void answered(HttpClientResponse response) {
            if (response.statusCode() != 200) {
                response.end();
                end(
                        response.statusCode(),
                        ConnectFailures.refused(response.statusCode()).sentence());
                return;
            }
            response.exceptionHandler(failure -> end(0, "connection lost: " + failure.getMessage()));
            response.endHandler(end -> end(0, "ended by the server"));
            response.handler(bytes -> events.feed(bytes.getBytes()));
        }

        @Override
        public void read(@Nullable String id, String name, @Nullable String data) {
            if (over || id == null) {
                return;
            }
            try {
                Position position = Position.parse(id);
                if (data == null) {
                    callback.began(position);
                } else if (name.equals("gap")) {
                    JsonMessage.gap(new JsonObject(data).getJsonObject("gap"), callback);
                } else {
                    callback.delivered(position, data);
                }
            } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
                hangUp();
                callback.over(0, "unexpected event: " + id + " " + name + " " + data);
            }
        }

        @Override
        public void comment() {
            if (!over) {
                callback.alive();
            }
        }

        void end(int status, String why) {
            if (!over) {
                over = true;
                callback.over(status, why);
            }
        }

        @Override
        public void hangUp() {
            over = true;
            if (request != null) {
                request.reset();
            }
        }
    }
}
