package dev.echowall.testing;

import dev.echowall.lifecycle.EventId;
import dev.echowall.lifecycle.Segment;
import dev.echowall.lifecycle.Told;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code /api/events}, and goes on at another server when one ends the stream or is silent. Keeps all that it is
 * told. Confined to one event loop.
 */
public final class RoamingEventReader {
    private static final Duration SILENCE = Duration.ofSeconds(4);
    private static final long LOOK_MILLIS = 200;

    private final Vertx vertx;
    private final HttpClient http;
    private final List<String> hosts;
    private final int port;
    private final String key;
    private final List<Segment> segments = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int host;
    private int attempt;
    private int resumed;
    private boolean open;
    private Instant heard = Instant.MIN;
    private StringBuilder unread = new StringBuilder();
    private Runnable hangUp = () -> {};
    private final long timer;

    /** @param first the number of the host at which it begins */
    public RoamingEventReader(Vertx vertx, List<String> hosts, int port, String key, int first) {
        this.vertx = vertx;
        this.http = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        this.hosts = List.copyOf(hosts);
        this.port = port;
        this.key = key;
        this.host = first;
        this.timer = vertx.setPeriodic(LOOK_MILLIS, each -> look());
    }

    private void look() {
        if (!open || heard.plus(SILENCE).isBefore(Instant.now())) {
            if (open) {
                host = (host + 1) % hosts.size();
            }
            hangUp.run();
            connect();
        }
    }

    private void connect() {
        int number = ++attempt;
        open = true;
        heard = Instant.now();
        unread = new StringBuilder();
        hangUp = () -> {};
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(hosts.get(host))
                .setPort(port)
                .setURI("/api/events")
                .setConnectTimeout(SILENCE.toMillis())
                .putHeader("X-API-Key", key);
        if (!segments.isEmpty()) {
            options.putHeader("Last-Event-ID", current().end().toString());
        }
        http.request(options)
                .onSuccess(request -> hangUp = () -> request.connection().close())
                .compose(HttpClientRequest::send)
                .onFailure(failed -> gone(number))
                .onSuccess(response -> read(number, response));
    }

    private void read(int number, HttpClientResponse response) {
        if (response.statusCode() != 200) {
            gone(number);
            return;
        }
        response.exceptionHandler(broken -> gone(number)).endHandler(end -> gone(number));
        response.handler(chunk -> {
            if (number == attempt) {
                heard(chunk);
            }
        });
    }

    private void gone(int number) {
        if (number == attempt && open) {
            open = false;
            host = (host + 1) % hosts.size();
        }
    }

    private void heard(Buffer chunk) {
        heard = Instant.now();
        unread.append(chunk.toString());
        for (int end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
            block(unread.substring(0, end));
            unread.delete(0, end + 2);
        }
    }

    private void block(String text) {
        if (text.startsWith(":")) {
            return;
        }
        if (!text.contains("\nevent: ")) {
            begun(EventId.parse(text.substring("id: ".length())));
            return;
        }
        if (text.contains("\nevent: gap\n")) {
            segments.add(new Segment(EventId.parse(text.substring("id: ".length(), text.indexOf('\n')))));
            return;
        }
        current().add(Told.of(text));
    }

    private void begun(EventId place) {
        if (segments.isEmpty()) {
            segments.add(new Segment(place));
        } else if (place.equals(current().end())) {
            resumed++;
        } else {
            faults.add("resumed at " + place + " instead of " + current().end());
        }
    }

    private Segment current() {
        return segments.get(segments.size() - 1);
    }

    /** What it has been told, between gaps. */
    public List<Segment> segments() {
        return List.copyOf(segments);
    }

    /** How often it has gone on elsewhere without a gap. */
    public int resumed() {
        return resumed;
    }

    /** What no server may say. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    public void end() {
        vertx.cancelTimer(timer);
        attempt++;
        hangUp.run();
    }
}
