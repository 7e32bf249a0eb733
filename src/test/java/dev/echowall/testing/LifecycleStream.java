package dev.echowall.testing;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads {@code /api/events}. For the test's own thread; reading blocks. */
public final class LifecycleStream implements AutoCloseable {
    /** One event, with all that it says. */
    public record Event(String id, String kind, JsonObject data) {
        public String client() {
            return data.getString("client", "");
        }

        public String channel() {
            return data.getString("channel", "");
        }

        /** As short as a test may want it. */
        public String brief() {
            return channel().isEmpty() ? kind : kind + " " + channel();
        }
    }

    private final EventStreamClient stream;
    private final List<Event> all = new ArrayList<>();
    private String last = "";

    private LifecycleStream(EventStreamClient stream) {
        this.stream = stream;
    }

    /** Listens from now on; returns when nothing is missed any more. */
    public static LifecycleStream open(int management, String... headers) {
        return opened(EventStreamClient.open(management, "/api/events", headers));
    }

    /** Goes on after this event; returns when it is known whether that is possible. */
    public static LifecycleStream resume(int management, String id) {
        return opened(EventStreamClient.open(management, "/api/events", "Last-Event-ID", id));
    }

    private static LifecycleStream opened(EventStreamClient client) {
        if (client.status() != 200) {
            throw new AssertionError("status " + client.status());
        }
        LifecycleStream opened = new LifecycleStream(client);
        while (opened.last.isEmpty()) {
            opened.next();
        }
        return opened;
    }

    private void next() {
        String kind = "";
        String data = "{}";
        for (String line : stream.next()) {
            if (line.startsWith("id: ")) {
                last = line.substring(4);
            } else if (line.startsWith("event: ")) {
                kind = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        if (!kind.isEmpty()) {
            all.add(new Event(last, kind, new JsonObject(data)));
        }
    }

    /** Reads until an event is so; all events up to it, with those that were read before. */
    public List<Event> until(Predicate<Event> condition) {
        if (all.stream().noneMatch(condition)) {
            do {
                next();
            } while (all.isEmpty() || !condition.test(all.get(all.size() - 1)));
        }
        return List.copyOf(all);
    }

    /** Until the last event of a channel. */
    public List<Event> untilVacated(String channel) {
        return until(event -> event.brief().equals("vacated " + channel));
    }

    /** How many events of a kind have been read. */
    public long count(String kind) {
        return all.stream().filter(each -> each.kind().equals(kind)).count();
    }

    public List<Event> events() {
        return List.copyOf(all);
    }

    /** The id of the last event, or of where it began. */
    public String lastId() {
        return last;
    }

    /** As a client that breaks off. */
    @Override
    public void close() {
        stream.close();
    }
}
