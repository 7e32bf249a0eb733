package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What the connections of one event loop hear of a run's messages. Confined to that loop; allocates nothing per message. */
final class DeliveryStatistics {
    /** Longer than any run is patient; what took longer counts as this. */
    private static final long LONGEST = 3_600_000_000_000L;

    private static final int DIGITS = 3;

    private final PayloadTag tag;
    private final int size;
    private final Histogram latencies = histogram();
    private @Nullable Schedule schedule;
    private int firstMeasured;
    private long now;
    private long bytes;
    private long heard;
    private long received;
    private long misplaced;
    private long lastReceived = System.nanoTime();

    /** @param size bytes of each payload */
    DeliveryStatistics(PayloadTag tag, int size) {
        this.tag = tag;
        this.size = size;
    }

    /** For nanoseconds, to three digits. */
    static Histogram histogram() {
        return new Histogram(LONGEST, DIGITS);
    }

    /** Records into a {@link #histogram}, whatever the value. */
    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), LONGEST));
    }

    /** From now on messages have a time at which they were due. */
    void begin(Schedule begun) {
        schedule = begun;
        firstMeasured = begun.firstMeasured();
    }

    /** All that follows until the next call came now: one look at the clock for all that was read at once. */
    void bytesRead(int count) {
        bytes += count;
        now = System.nanoTime();
    }

    /** Looks for messages of this run: mostly the frame is one, but servers may wrap them, or several in one frame. */
    void data(BenchWebSocket socket, ByteBuf in, int from, int end) {
        if (schedule == null) {
            return;
        }
        int at = tag.find(in, from, end);
        while (at >= 0) {
            message(schedule, socket, PayloadTag.number(in, at));
            at = at + size + PayloadTag.BYTES > end ? PayloadTag.NOWHERE : tag.find(in, at + size, end);
        }
    }

    private void message(Schedule running, BenchWebSocket socket, int number) {
        heard++;
        if (number > socket.last) {
            socket.last = number;
        } else {
            misplaced++;
        }
        if (number >= firstMeasured) {
            socket.heard++;
            received++;
            lastReceived = now;
            record(latencies, now - running.due(number));
        }
    }

    Histogram latencies() {
        return latencies;
    }

    /** Of all kinds, since the first connection. */
    long bytes() {
        return bytes;
    }

    /** Messages, those of the warm-up too. */
    long heard() {
        return heard;
    }

    /** Messages after the warm-up. */
    long received() {
        return received;
    }

    /** Messages that came after a later one, or again. */
    long misplaced() {
        return misplaced;
    }

    /** When the last of {@link #received} came, on {@link System#nanoTime}. */
    long lastReceived() {
        return lastReceived;
    }
}
