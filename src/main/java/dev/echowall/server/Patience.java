package dev.echowall.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;

/**
 * Ends connections that do not get to a whole request in time: one octet a second would keep them open for ever.
 * Confined to its event loop.
 */
final class Patience {
    /** Longer than nginx keeps its connections to us: the one who closes first should be the one who knows it. */
    private static final long NEXT_REQUEST_MILLIS = 75_000;

    private static final int SWITCHING_PROTOCOLS = 101;

    private final Vertx vertx;
    private final long millis;
    private final IdentityHashMap<HttpConnection, Long> timers = new IdentityHashMap<>();

    Patience(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.millis = limit.toMillis();
    }

    void opened(HttpConnection connection) {
        await(connection, millis);
        connection.closeHandler(closed -> cancel(connection));
    }

    void heard(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        cancel(connection);
        request.response().endHandler(answered -> {
            if (request.response().getStatusCode() != SWITCHING_PROTOCOLS) {
                cancel(connection);
                await(connection, NEXT_REQUEST_MILLIS);
            }
        });
    }

    private void await(HttpConnection connection, long limit) {
        timers.put(connection, vertx.setTimer(limit, timer -> {
            timers.remove(connection);
            connection.close();
        }));
    }

    private void cancel(HttpConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
