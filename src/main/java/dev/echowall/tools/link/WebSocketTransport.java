package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import io.vertx.core.Context;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** {@code /ws/CHANNEL?format=json}. */
public final class WebSocketTransport implements Transport {
    private final Context context;
    private final HttpClient client = TextWebSocket.client();

    public WebSocketTransport(Context context) {
        this.context = context;
    }

    @Override
    public String label() {
        return "ws";
    }

    @Override
    public Subscription open(Target server, String channel, @Nullable Position after, SubscriptionCallback callback) {
        String query = after == null ? "" : "&after=" + after;
        Target route = server.route("/ws/" + channel.replace("#", "%23") + "?format=json" + query);
        return new Connection(client, route, context, callback);
    }

    private static final class Connection implements TextWebSocket.Handler, Subscription {
        private final SubscriptionCallback callback;
        private final TextWebSocket socket;

        Connection(HttpClient client, Target route, Context context, SubscriptionCallback callback) {
            this.callback = callback;
            this.socket = TextWebSocket.open(client, route, context, this);
        }

        @Override
        public void opened() {}

        @Override
        public void text(String message) {
            try {
                JsonMessage.take(new JsonObject(message), callback);
            } catch (DecodeException | ClassCastException | NullPointerException e) {
                socket.hangUp();
                callback.over(0, "unexpected message: " + message);
            }
        }

        @Override
        public void ping() {
            callback.alive();
        }

        @Override
        public void ended(int status, String why) {
            callback.over(status, why);
        }

        @Override
        public void hangUp() {
            socket.hangUp();
        }
    }
}
