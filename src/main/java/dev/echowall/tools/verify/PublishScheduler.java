package dev.echowall.tools.verify;

import java.util.List;

/** Hands out what is due, evenly over time, to publishers that are free. On the event loop. */
final class PublishScheduler {
    private final List<Publisher> publishers;
    private final int rate;
    private long since;
    private double owed;
    private int next;

    /**
     * Of publications that are due from now on.
     *
     * @param rate publications a second
     * @param now on {@link System#nanoTime}, as always here
     */
    PublishScheduler(List<Publisher> publishers, int rate, long now) {
        this.publishers = publishers;
        this.rate = rate;
        this.since = now;
    }

    /** To be called every few milliseconds. What could not be sent in time is made up for, but not more than a second's. */
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
