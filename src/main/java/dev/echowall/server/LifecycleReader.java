package dev.echowall.server;

import dev.echowall.lifecycle.EventId;
import dev.echowall.lifecycle.EventPage;
import dev.echowall.lifecycle.EventReader;
import dev.echowall.lifecycle.Lifecycle;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who reads what happens to clients: a place in the events, which goes on while the socket accepts bytes. So a
 * slow reader costs no memory. Confined to the event loop of the management port, except for {@link #wake} and
 * {@link #end}.
 */
final class LifecycleReader implements EventReader {
    /** The most unread bytes of one reader, apart from one page. */
    static final int QUEUE_BYTES = 64 * 1024;

    private static final int PAGE_BYTES = 64 * 1024;
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final int MAX_MISSED_HEARTBEATS = 3;

    private final Vertx vertx;
    private final Context context;
    private final Lifecycle lifecycle;
    private final HttpServerResponse response;
    private @Nullable EventId place;
    private boolean told;
    private boolean begun;
    private boolean over;
    private boolean reading;
    /** Whether there may be something that has not been read. */
    private boolean behind = true;

    private long heartbeat = -1;
    private int missed;

    /** @param place where to go on; null is now */
    LifecycleReader(Vertx vertx, Lifecycle lifecycle, HttpServerResponse response, @Nullable EventId place) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.lifecycle = lifecycle;
        this.response = response;
        this.place = place;
    }

    /** The head of the response is complete. */
    void begin() {
        if (over) {
            return;
        }
        begun = true;
        heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, timer -> beat());
        response.drainHandler(drained -> read());
        response.write(": what happens to clients\n\n");
        read();
    }

    @Override
    public void wake() {
        context.runOnContext(v -> {
            behind = true;
            read();
        });
    }

    @Override
    public void end(String why) {
        context.runOnContext(v -> {
            if (begun && !over) {
                response.write(": " + why + "\n\n");
                close();
                response.end();
            }
        });
    }

    /** The client has gone, or is sent away. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        lifecycle.close(this);
        if (heartbeat >= 0) {
            vertx.cancelTimer(heartbeat);
        }
    }

    private void beat() {
        if (response.writeQueueFull()) {
            if (++missed == MAX_MISSED_HEARTBEATS) {
                close();
                response.reset();
            }
        } else {
            missed = 0;
            response.write(":\n\n");
        }
    }

    private void read() {
        if (begun && !over && !reading && behind && !response.writeQueueFull()) {
            reading = true;
            behind = false;
            lifecycle.read(place, PAGE_BYTES).onComplete(this::came);
        }
    }

    private void came(AsyncResult<EventPage> answer) {
        reading = false;
        if (over) {
            return;
        }
        EventPage page = answer.result();
        if (page != null && page.upTo() != null) {
            tell(page, page.upTo());
        }
        read();
    }

    private void tell(EventPage page, EventId upTo) {
        if (page.gap()) {
            JsonObject data =
                    new JsonObject().put("after", String.valueOf(place)).put("next", upTo.toString());
            response.write("id: " + upTo + "\nevent: gap\ndata: " + data.encode() + "\n\n");
            behind = true;
        } else if (!told) {
            response.write("id: " + (place == null ? upTo : place) + "\n\n");
            behind = true;
        }
        told = true;
        for (var event : page.events()) {
            response.write(event);
            behind = true;
        }
        place = upTo;
    }
}
