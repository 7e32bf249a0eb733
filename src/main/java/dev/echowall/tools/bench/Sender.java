package dev.echowall.tools.bench;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends each message when it is due, whether or not earlier ones have arrived (open loop). On an event loop of its own.
 */
final class Sender {
    /** Publishes messages; on the sender's loop. */
    interface Publisher {
        /** Connects. */
        void open();

        /** Whether it is connected, or has failed to connect. */
        boolean settled();

        /** Whether there is no connection and will be none. */
        boolean gone();

        /** Sends a message. @return whether there was a connection for it */
        boolean send(int number);

        /** Flushes what was sent since the last call. */
        void flush();

        /** Errors and refusals; empty if there were none. */
        Map<String, Integer> troubles();

        /** Messages that the server refused. */
        int refused();

        void close();
    }

    private final EventLoop loop;
    private final Publisher publisher;
    private final Schedule schedule;
    private final Histogram lags = DeliveryStatistics.histogram();
    private @Nullable Future<?> timer;
    private int next;
    private int end;
    private int sent;

    Sender(EventLoop loop, Publisher publisher, Schedule schedule) {
        this.loop = loop;
        this.publisher = publisher;
        this.schedule = schedule;
        this.end = schedule.messages();
    }

    /** Must be called once; continues by itself. */
    void turn() {
        long now = System.nanoTime();
        while (next < end && schedule.due(next) - now <= 0) {
            boolean taken = publisher.send(next);
            if (next >= schedule.firstMeasured()) {
                sent += taken ? 1 : 0;
                DeliveryStatistics.record(lags, now - schedule.due(next));
            }
            if (schedule.endsBurst(next)) {
                // Each burst is flushed separately, even if several are due, because the measurement depends on it.
                publisher.flush();
                now = System.nanoTime();
            }
            next++;
        }
        if (next < end) {
            timer = loop.schedule(this::turn, schedule.due(next) - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    /** Stops sending. */
    void stop() {
        end = next;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    boolean done() {
        return next >= end;
    }

    /** Messages sent after the warm-up. */
    int sent() {
        return sent;
    }

    /** How late messages were sent, which is the generator's own delay. */
    Histogram lags() {
        return lags;
    }
}
