package dev.echowall.benchmarks;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * What one would write first with Vert.x, to be measured beside Echowall: one event loop, {@code writeTextMessage} for each
 * client. What a WebSocket of path /publish says, all others hear. Argument: the port.
 */
public final class PlainVertx extends VerticleBase {
    private final Set<ServerWebSocket> subscribers = new HashSet<>();
    private final int port;

    private PlainVertx(int port) {
        this.port = port;
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(4096))
                .webSocketHandler(this::opened)
                .listen(port, "127.0.0.1");
    }

    private void opened(ServerWebSocket socket) {
        if (socket.path().equals("/publish")) {
            socket.textMessageHandler(text -> subscribers.forEach(each -> each.writeTextMessage(text)));
        } else {
            subscribers.add(socket);
            socket.closeHandler(gone -> subscribers.remove(socket));
        }
    }

    public static void main(String[] args) {
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true))
                .deployVerticle(new PlainVertx(Integer.parseInt(args[0])))
                .await();
    }
}
