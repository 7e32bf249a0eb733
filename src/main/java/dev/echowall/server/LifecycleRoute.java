package dev.echowall.server;

import dev.echowall.lifecycle.EventId;
import dev.echowall.lifecycle.Lifecycle;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What happens to clients, as Server-Sent Events. Confined to the event loop of the management port. */
final class LifecycleRoute {
    private final Vertx vertx;
    private final Lifecycle lifecycle;

    LifecycleRoute(Vertx vertx, Lifecycle lifecycle) {
        this.vertx = vertx;
        this.lifecycle = lifecycle;
    }

    void get(RoutingContext context) {
        EventId after = after(context);
        HttpServerResponse response = context.response();
        LifecycleReader reader = new LifecycleReader(vertx, lifecycle, response, after);
        // Before anything is asked: a client that leaves meanwhile must be noticed.
        response.closeHandler(closed -> reader.close()).exceptionHandler(broken -> reader.close());
        lifecycle.open(reader).onFailure(context::fail).onSuccess(opened -> {
            response.setChunked(true)
                    .setWriteQueueMaxSize(LifecycleReader.QUEUE_BYTES)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Accel-Buffering", "no");
            reader.begin();
        });
    }

    /** What a browser or a library remembers goes before what is in the address. */
    private static @Nullable EventId after(RoutingContext context) {
        String last = context.request().getHeader("Last-Event-ID");
        String text = last == null || last.isEmpty() ? context.request().getParam("from") : last;
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return EventId.parse(text);
        } catch (IllegalArgumentException malformed) {
            if (text.equals(last)) {
                return EventId.FOREIGN; // of another server, perhaps; it is told that there is a gap
            }
            throw new Refusal(ErrorCode.BAD_REQUEST, String.valueOf(malformed.getMessage()));
        }
    }
}
