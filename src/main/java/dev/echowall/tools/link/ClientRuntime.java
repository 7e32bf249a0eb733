package dev.echowall.tools.link;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One event loop and one HTTP client, for commands that make many requests. */
public final class ClientRuntime implements AutoCloseable {
    private static final Duration CLOSING_TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx;
    // In a field, because an unreferenced client is closed by the garbage collector.
    private final HttpClient http;

    /** @param connections the most requests in flight */
    public ClientRuntime(int connections) {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true).setKeepAliveTimeout(30),
                new PoolOptions().setHttp1MaxSize(connections));
    }

    public Vertx vertx() {
        return vertx;
    }

    public HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        try {
            vertx.close().await(CLOSING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The process is ending, so an error does not matter.
        }
    }
}
