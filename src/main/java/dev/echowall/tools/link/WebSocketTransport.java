package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ws/CHANNEL?format=json}, with the JDK's client: it delivers messages that arrive in the same segment as the
 * handshake, and it is not the library that the server uses.
 */
public final class WebSocketTransport implements Transport {
    private final Context context;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    public WebSocketTransport(Context context) {
        this.context = context;
    }

    @Override
    public String label() {
        return "ws";
    }

    @Override
    public Subscription open(Target server, String channel, @Nullable Position after, SubscriptionCallback callback) {
        Connection connection = new Connection(server, context, callback);
        String query = after == null ? "" : "&after=" + after;
        Target route = server.route("/ws/" + channel.replace("#", "%23") + "?format=json" + query);
        Future.fromCompletionStage(
                        client.newWebSocketBuilder()
                                .connectTimeout(CONNECT_TIMEOUT)
                                .buildAsync(URI.create(route.toString()), connection),
                        context)
                .onSuccess(connection::connected)
                .onFailure(connection::refused);
        return connection;
    }

    private static final class Connection implements WebSocket.Listener, Subscription {
        private final Target server;
        private final Context context;
        private final SubscriptionCallback callback;
        private final StringBuilder message = new StringBuilder();
        private @Nullable WebSocket socket;
        private boolean over;

        Connection(Target server, Context context, SubscriptionCallback callback) {
            this.server = server;
            this.context = context;
            this.callback = callback;
        }

        void connected(WebSocket opened) {
            socket = opened;
            if (over) {
                opened.abort();
            }
        }

        void refused(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof WebSocketHandshakeException rejected) {
                int status = rejected.getResponse().statusCode();
                end(status, ConnectFailures.refused(status).sentence());
            } else {
                end(0, "no connection: " + ConnectFailures.why(cause, server, CONNECT_TIMEOUT));
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                String whole = message.toString();
                message.setLength(0);
                context.runOnContext(turn -> take(whole));
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
            context.runOnContext(turn -> {
                if (!over) {
                    callback.alive();
                }
            });
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            context.runOnContext(turn -> end(0, new ConnectionEnd.ByServer(code, reason).sentence()));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            context.runOnContext(turn -> end(0, new ConnectionEnd.Lost().sentence()));
        }

        @Override
        public void hangUp() {
            over = true;
            WebSocket opened = socket;
            if (opened != null) {
                // Closed properly, so that the server's log does not call it lost; the result does not matter.
                Future.fromCompletionStage(opened.sendClose(WebSocket.NORMAL_CLOSURE, ""), context)
                        .onComplete(said -> opened.abort());
            }
        }

        private void end(int status, String why) {
            if (!over) {
                over = true;
                callback.over(status, why);
            }
        }

        private void take(String text) {
            if (over) {
                return;
            }
            try {
                JsonMessage.take(new JsonObject(text), callback);
            } catch (DecodeException | ClassCastException | NullPointerException e) {
                hangUp();
                callback.over(0, "unexpected message: " + text);
            }
        }
    }
}
