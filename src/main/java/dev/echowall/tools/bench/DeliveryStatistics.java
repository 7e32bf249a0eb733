package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of the messages received by the connections of one event loop. Confined to that loop; does not allocate
 * per message.
 */
final class DeliveryStatistics {
    /** Longer than any run waits; longer times count as this. */
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

    /** For nanoseconds, with three significant digits. */
    static Histogram histogram() {
        return new Histogram(LONGEST, DIGITS);
    }

    /** Records a value in a {@link #histogram}, limited to its range. */
    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), LONGEST));
    }

    /** From now on messages have a due time. */
    void begin(Schedule begun) {
        schedule = begun;
        firstMeasured = begun.firstMeasured();
    }

    /** Everything until the next call arrived now: the clock is read once for all bytes of one read. */
    void bytesRead(int count) {
        bytes += count;
        now = System.nanoTime();
    }

    /**
     * Looks for messages of this run. Usually the frame is one, but servers may wrap them, or put several in one frame.
     */
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

    /** Bytes of any kind since the first connection. */
    long bytes() {
        return bytes;
    }

    /** Messages, including the warm-up. */
    long heard() {
        return heard;
    }

    /** Messages after the warm-up. */
    long received() {
        return received;
    }

    /** Messages that arrived after a later one, or were repeated. */
    long misplaced() {
        return misplaced;
    }

    /** When the last of {@link #received} arrived, on {@link System#nanoTime}. */
    long lastReceived() {
        return lastReceived;
    }
}
