package dev.echowall.tools.client;

import dev.echowall.tools.link.ConnectFailures;
import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Header;
import dev.echowall.tools.link.Target;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one target, one after the other. Compression is not offered, because Vert.x inflates without a
 * limit, and because this tool should show frames as they are.
 */
final class Connector implements AutoCloseable {
    /** The largest message, and so the largest frame. */
    static final int MESSAGE_BYTES = 16 << 20;

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSING_TIMEOUT = Duration.ofSeconds(2);
    /** For a server that does not end the connection after its close frame. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final ClientPlan plan;
    private final Vertx vertx;
    private final Context context;
    // In a field, because an unreferenced client is closed by the garbage collector.
    private final WebSocketClient client;
    // Confined to the context.
    private @Nullable ClientConnection current;

    Connector(ClientPlan plan) {
        this.plan = plan;
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        this.vertx = Vertx.builder()
                .with(options)
                .withMetrics(ignored -> new WebSocketInterceptor(this::adopt))
                .build();
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setClosingTimeout((int) CLOSING_TIMEOUT.toSeconds())
                .setMaxFrameSize(MESSAGE_BYTES)
                .setMaxMessageSize(MESSAGE_BYTES)
                .setTrustAll(plan.handshake().trusting)
                .setVerifyHost(!plan.handshake().trusting));
    }

    /** Starts a connection; its events are reported on the event loop. The previous one must have ended. */
    void connect(ClientConnection.Observer observer) {
        context.runOnContext(begin -> {
            ClientConnection connection = new ClientConnection(vertx, context, plan.ping(), PATIENCE, observer);
            current = connection;
            try {
                client.connect(handshake())
                        .onFailure(
                                cause -> observer.over(ConnectFailures.ending(cause, plan.target(), CONNECT_TIMEOUT)));
            } catch (IllegalStateException e) {
                // Closed in the meantime by Ctrl-C or --timeout, so the outcome does not matter.
            }
        });
    }

    /** Runs the step on the event loop after the delay. */
    void after(Duration delay, Runnable step) {
        // Vert.x requires at least 1 ms for a timer.
        vertx.setTimer(Math.max(1, delay.toMillis()), fired -> step.run());
    }

    private void adopt(WebSocket socket) {
        ClientConnection connection = current;
        if (connection != null) {
            connection.begin(socket);
        }
    }

    private WebSocketConnectOptions handshake() {
        Target target = plan.target();
        HandshakeOptions options = plan.handshake();
        WebSocketConnectOptions handshake = new WebSocketConnectOptions();
        for (Header header : options.headers) {
            handshake.addHeader(header.name(), header.value());
        }
        if (options.origin != null) {
            handshake.putHeader(HttpHeaderNames.ORIGIN.toString(), options.origin);
        }
        if (handshake.getHeaders() == null || !handshake.getHeaders().contains(HttpHeaderNames.HOST)) {
            handshake.putHeader(HttpHeaderNames.HOST.toString(), target.authority());
        }
        // Netty requires an absolute URI, uses only its path if there is a Host header, and fails for IPv6 addresses
        // and underscores that Vert.x would put in.
        handshake.setURI("http://localhost" + target.path());
        handshake.setHost(target.host());
        handshake.setPort(target.port());
        handshake.setSsl(target.tls());
        if (!options.subprotocols.isEmpty()) {
            // An empty list would result in an empty header.
            handshake.setSubProtocols(options.subprotocols);
        }
        handshake.setTimeout(CONNECT_TIMEOUT.toMillis());
        // Only browsers send an Origin; a made-up one might be refused.
        handshake.setAllowOriginHeader(handshake.getHeaders().contains(HttpHeaderNames.ORIGIN));
        return handshake;
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
