package dev.echowall.broker.cluster;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes from one thing to be done to the next; what is due at once is done in the order in which it was said. In ms. */
public final class SimulatedTime {
    private record Event(long time, long order, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
    private long now;
    private long order;

    public long now() {
        return now;
    }

    public void later(long millis, Runnable task) {
        events.add(new Event(now + millis, ++order, task));
    }

    public void runUntil(long time) {
        while (!events.isEmpty() && events.peek().time() <= time) {
            Event next = events.remove();
            now = next.time();
            next.task().run();
        }
        now = time;
    }
}
