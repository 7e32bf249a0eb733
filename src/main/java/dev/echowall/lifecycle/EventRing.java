package dev.echowall.lifecycle;

import dev.echowall.channel.Position;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The last events, for those who read them, each at its own pace. Not thread-safe. */
final class EventRing {
    /** The most events kept, and the most bytes of them. */
    static final int MAX_EVENTS = 100_000;

    static final int MAX_BYTES = 32 << 20;

    private final int maxEvents;
    private final int maxBytes;
    private final TreeMap<EventId, Buffer> events = new TreeMap<>(EventId::compare);
    private long bytes;
    /** From where on nothing is missing; null while that is unknown. */
    private @Nullable EventId start;

    private @Nullable EventId top;

    EventRing(int maxEvents, int maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** All that follows this position will be added. */
    void begin(Position position) {
        clear();
        start = EventId.after(position);
        top = start;
    }

    /** Something is missing from now on, until it begins anew. */
    void clear() {
        events.clear();
        bytes = 0;
        start = null;
        top = null;
    }

    boolean hasBegun() {
        return start != null;
    }

    /** Everything up to here is in it or has been; null if it has not begun. */
    @Nullable
    EventId top() {
        return top;
    }

    /** Adds the events of the entry at this position. */
    void add(Position position, long time, List<LifecycleEvent> told) {
        Position before = new Position(position.epoch(), position.offset() - 1);
        for (int i = 0; i < told.size(); i++) {
            LifecycleEvent event = told.get(i);
            EventId id = i == told.size() - 1 ? EventId.after(position) : new EventId(before, i + 1);
            Buffer text = Buffer.buffer("id: " + id + "\nevent: " + event.kind().label() + "\ndata: "
                    + event.data(time).encode() + "\n\n");
            events.put(id, text);
            bytes += text.length();
        }
        top = EventId.after(position);
        while (events.size() > maxEvents || bytes > maxBytes) {
            Map.Entry<EventId, Buffer> oldest = events.pollFirstEntry();
            bytes -= oldest.getValue().length();
            start = oldest.getKey();
        }
    }

    /** Whether nothing is missing after this place. */
    boolean reaches(EventId after) {
        return start != null && after.isFrom(start);
    }

    /** What comes after this place, which it reaches: at least one event if there is any. */
    EventPage after(EventId after, int most) {
        List<Buffer> page = new ArrayList<>();
        EventId last = after;
        int taken = 0;
        for (Map.Entry<EventId, Buffer> each : events.tailMap(after, false).entrySet()) {
            if (taken > 0 && taken + each.getValue().length() > most) {
                break;
            }
            taken += each.getValue().length();
            page.add(each.getValue());
            last = each.getKey();
        }
        return new EventPage(false, last, page);
    }
}
