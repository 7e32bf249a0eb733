package dev.echowall.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.IdentityHashMap;

/**
 * Ends connections that do not get to a whole request in time: one octet a second would keep them open for ever.
 * Confined to its event loop.
 */
final class Patience {
    private final Vertx vertx;
    private final long millis;
    private final IdentityHashMap<HttpConnection, Long> timers = new IdentityHashMap<>();

    Patience(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.millis = limit.toMillis();
    }

    void opened(HttpConnection connection) {
        timers.put(connection, vertx.setTimer(millis, timer -> {
            timers.remove(connection);
            connection.close();
        }));
        connection.closeHandler(closed -> heard(connection));
    }

    void heard(HttpConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
