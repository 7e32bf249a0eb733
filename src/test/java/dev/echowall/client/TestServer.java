package dev.echowall.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Any WebSocket server: what happens to a connection is the test's to say. */
final class TestServer implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    TestServer(Vertx vertx, Consumer<ServerWebSocket> accepted) throws Exception {
        this(vertx, new HttpServerOptions(), accepted);
    }

    TestServer(Vertx vertx, HttpServerOptions options, Consumer<ServerWebSocket> accepted) throws Exception {
        server = vertx.createHttpServer(options).webSocketHandler(socket -> {
            socket.textMessageHandler(heard::add);
            accepted.accept(socket);
        });
        server.listen(0, "127.0.0.1").await(ClientRun.LIMIT, TimeUnit.MILLISECONDS);
    }

    private TestServer(HttpServer server) throws Exception {
        this.server = server;
        server.listen(0, "127.0.0.1").await(ClientRun.LIMIT, TimeUnit.MILLISECONDS);
    }

    /** Answers every handshake as any other request. */
    static TestServer refusing(Vertx vertx, Consumer<HttpServerRequest> asked) throws Exception {
        return new TestServer(vertx.createHttpServer().requestHandler(asked::accept));
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "ws://127.0.0.1:" + port() + "/ws";
    }

    String hears() throws InterruptedException {
        String text = heard.poll(ClientRun.LIMIT, TimeUnit.MILLISECONDS);
        return text == null ? "(nothing)" : text;
    }

    @Override
    public void close() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(ClientRun.LIMIT, TimeUnit.MILLISECONDS)
                .join();
    }
}
