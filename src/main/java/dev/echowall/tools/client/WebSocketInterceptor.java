package dev.echowall.tools.client;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.function.Consumer;

/**
 * Gives access to each WebSocket before its first frame is handled. If the server's close frame arrives in the same
 * segment as its 101, Vert.x's connect returns a WebSocket that is already closed and accepts no handlers, and messages
 * before the close frame are lost. Vert.x's metrics are called earlier, when handlers can still be set.
 */
final class WebSocketInterceptor implements VertxMetrics {
    private final Consumer<WebSocket> seen;

    /** @param seen called on the event loop of the connection */
    WebSocketInterceptor(Consumer<WebSocket> seen) {
        this.seen = seen;
    }

    @Override
    public HttpClientMetrics<?, ?, ?> createHttpClientMetrics(HttpClientOptions options) {
        return new HttpClientMetrics<Object, Object, Object>() {
            @Override
            public Object connected(WebSocket webSocket) {
                seen.accept(webSocket);
                return webSocket;
            }
        };
    }
}
