package dev.echowall.tools.verify;

import java.util.List;

/** Distributes publications that are due, evenly over time, to idle publishers. On the event loop. */
final class PublishScheduler {
    private final List<Publisher> publishers;
    private final int rate;
    private long since;
    private double owed;
    private int next;

    /**
     * Starts now.
     *
     * @param rate publications per second
     * @param now on {@link System#nanoTime}, like all times here
     */
    PublishScheduler(List<Publisher> publishers, int rate, long now) {
        this.publishers = publishers;
        this.rate = rate;
        this.since = now;
    }

    /**
     * Must be called every few milliseconds. Publications that could not be sent in time are sent later, but at most a
     * second's worth.
     */
    void turn(long now) {
        owed = Math.min(rate, owed + (now - since) * (double) rate / 1_000_000_000);
        since = now;
        for (int tried = 0; owed >= 1 && tried < publishers.size(); tried++) {
            Publisher publisher = publishers.get(next++ % publishers.size());
            if (!publisher.busy()) {
                owed--;
                publisher.publish();
                tried = -1;
            }
        }
    }
}
