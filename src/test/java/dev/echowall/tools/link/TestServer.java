package dev.echowall.tools.link;

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
public final class TestServer implements AutoCloseable {
    private static final long LIMIT = 10_000L * Integer.getInteger("test.time.factor", 1);

    private final HttpServer server;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    public TestServer(Vertx vertx, Consumer<ServerWebSocket> accepted) throws Exception {
        this(vertx, new HttpServerOptions(), accepted);
    }

    public TestServer(Vertx vertx, HttpServerOptions options, Consumer<ServerWebSocket> accepted) throws Exception {
        server = vertx.createHttpServer(options).webSocketHandler(socket -> {
            socket.textMessageHandler(heard::add);
            accepted.accept(socket);
        });
        server.listen(0, "127.0.0.1").await(LIMIT, TimeUnit.MILLISECONDS);
    }

    private TestServer(HttpServer server) throws Exception {
        this.server = server;
        server.listen(0, "127.0.0.1").await(LIMIT, TimeUnit.MILLISECONDS);
    }

    /** Answers every handshake as any other request. */
    public static TestServer refusing(Vertx vertx, Consumer<HttpServerRequest> asked) throws Exception {
        return new TestServer(vertx.createHttpServer().requestHandler(asked::accept));
    }

    public int port() {
        return server.actualPort();
    }

    public String url() {
        return "ws://127.0.0.1:" + port() + "/ws";
    }

    public String hears() throws InterruptedException {
        String text = heard.poll(LIMIT, TimeUnit.MILLISECONDS);
        return text == null ? "(nothing)" : text;
    }

    /** Whether everything that arrived so far was taken by {@link #hears}. */
    public boolean heardNothingMore() {
        return heard.isEmpty();
    }

    @Override
    public void close() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT, TimeUnit.MILLISECONDS)
                .join();
    }
}
