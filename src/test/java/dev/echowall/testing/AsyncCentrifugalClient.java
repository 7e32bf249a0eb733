package dev.echowall.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * A client of the Centrifugal protocol in JSON that never blocks, for tests with servers that may not answer. Confined
 * to one event loop.
 */
public final class AsyncCentrifugalClient {
    private static final long LIMIT_MILLIS = 3_000;

    private final Vertx vertx;
    private final WebSocket socket;
    private final Promise<Void> closed = Promise.promise();
    private final Map<Integer, Promise<JsonObject>> asked = new HashMap<>();
    private int lastId;
    private String id = "";

    private AsyncCentrifugalClient(Vertx vertx, WebSocket socket) {
        this.vertx = vertx;
        this.socket = socket;
        socket.textMessageHandler(this::heard);
        socket.exceptionHandler(broken -> socket.close());
        socket.closeHandler(v -> {
            Map.copyOf(asked).values().forEach(each -> each.tryFail("closed"));
            closed.tryComplete();
        });
    }

    /** Connected, with the id that the server gave it; fails if that takes longer than three seconds. */
    public static Future<AsyncCentrifugalClient> connect(Vertx vertx, WebSocketClient sockets, String host, int port) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(host)
                .setPort(port)
                .setURI("/connection/websocket")
                .setTimeout(LIMIT_MILLIS);
        return sockets.connect(options).compose(socket -> {
            AsyncCentrifugalClient client = new AsyncCentrifugalClient(vertx, socket);
            return client.ask("connect", new JsonObject()).map(reply -> {
                client.id = reply.getJsonObject("connect").getString("client");
                return client;
            });
        });
    }

    private void heard(String message) {
        for (String line : message.split("\n")) {
            JsonObject reply = new JsonObject(line);
            if (reply.isEmpty()) {
                socket.writeTextMessage("{}"); // the answer to a ping
            }
            Promise<JsonObject> promise = asked.remove(reply.getInteger("id", 0));
            if (promise != null) {
                promise.tryComplete(reply);
            }
        }
    }

    /** The reply; fails if it is an error, or does not come within three seconds, and then the client has no use. */
    public Future<JsonObject> ask(String method, JsonObject request) {
        int number = ++lastId;
        Promise<JsonObject> promise = Promise.promise();
        asked.put(number, promise);
        long timer = vertx.setTimer(LIMIT_MILLIS, late -> promise.tryFail("no reply"));
        socket.writeTextMessage(
                new JsonObject().put(method, request).put("id", number).encode());
        return promise.future()
                .eventually(() -> {
                    asked.remove(number);
                    vertx.cancelTimer(timer);
                    return Future.succeededFuture();
                })
                .compose(reply -> reply.containsKey("error")
                        ? Future.failedFuture(reply.encode())
                        : Future.succeededFuture(reply));
    }

    /** The id of the connection. */
    public String id() {
        return id;
    }

    /** Completes when the connection has ended, whoever ended it. */
    public Future<Void> closed() {
        return closed.future();
    }

    public void close() {
        socket.close();
        // A server that does not answer does not close either.
        vertx.setTimer(LIMIT_MILLIS, late -> closed.tryComplete());
    }
}
