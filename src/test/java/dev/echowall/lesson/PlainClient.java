package dev.echowall.lesson;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;

/** Connects, prints what arrives until the server closes, and says how it closed. */
public final class PlainClient {
    private PlainClient() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        WebSocketClient client = vertx.createWebSocketClient();
        ClientWebSocket socket = client.webSocket();
        socket.textMessageHandler(System.out::println);
        socket.closeHandler(gone -> {
            System.err.println("closed " + socket.closeStatusCode() + " " + socket.closeReason());
            client.close().eventually(vertx::close);
        });
        socket.connect(new WebSocketConnectOptions().setAbsoluteURI(args[0])).await();
    }
}
