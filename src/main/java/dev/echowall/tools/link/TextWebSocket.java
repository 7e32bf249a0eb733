package dev.echowall.tools.link;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that carries text, with the JDK's client: it delivers messages that arrive in the same segment as the
 * handshake, and it is not the library that the server uses. To be called on the event loop.
 */
final class TextWebSocket implements WebSocket.Listener {
    private final Target server;
    private final Context context;
    private final Handler handler;
    private final StringBuilder message = new StringBuilder();
    private @Nullable WebSocket socket;
    /** The JDK's client sends one message at a time. */
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private boolean over;

    /** All calls on the event loop, and none after {@link #hangUp}. */
    interface Handler {
        void opened();

        void text(String message);

        void ping();

        /**
         * The connection ended or could not be made. No further calls.
         *
         * @param status of a refusal, otherwise 0
         */
        void ended(int status, String why);
    }

    private TextWebSocket(Target server, Context context, Handler handler) {
        this.server = server;
        this.context = context;
        this.handler = handler;
    }

    static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(Transport.CONNECT_TIMEOUT).build();
    }

    /** @param route with its path */
    static TextWebSocket open(HttpClient client, Target route, Context context, Handler handler) {
        TextWebSocket opening = new TextWebSocket(route, context, handler);
        Future.fromCompletionStage(
                        client.newWebSocketBuilder()
                                .connectTimeout(Transport.CONNECT_TIMEOUT)
                                .buildAsync(URI.create(route.toString()), opening),
                        context)
                .onSuccess(opening::connected)
                .onFailure(opening::refused);
        return opening;
    }

    private void connected(WebSocket opened) {
        socket = opened;
        if (over) {
            opened.abort();
        } else {
            handler.opened();
        }
    }

    private void refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof WebSocketHandshakeException rejected) {
            int status = rejected.getResponse().statusCode();
            end(status, ConnectFailures.refused(status).sentence());
        } else {
            end(0, "no connection: " + ConnectFailures.why(cause, server, Transport.CONNECT_TIMEOUT));
        }
    }

    /** After {@link Handler#opened}. If it cannot be sent, the connection has ended or is about to. */
    void send(String text) {
        WebSocket opened = socket;
        if (opened != null && !over) {
            sent = sent.thenCompose(before -> opened.sendText(text, true));
        }
    }

    void hangUp() {
        over = true;
        WebSocket opened = socket;
        if (opened != null) {
            // Closed properly, so that the server's log does not call it lost; the result does not matter.
            Future.fromCompletionStage(opened.sendClose(WebSocket.NORMAL_CLOSURE, ""), context)
                    .onComplete(said -> opened.abort());
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        message.append(part);
        if (last) {
            String whole = message.toString();
            message.setLength(0);
            context.runOnContext(turn -> {
                if (!over) {
                    handler.text(whole);
                }
            });
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
        context.runOnContext(turn -> {
            if (!over) {
                handler.ping();
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

    private void end(int status, String why) {
        if (!over) {
            over = true;
            handler.ended(status, why);
        }
    }
}
