package dev.echowall.tools.bench;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run has measured. What is counted of messages is without the warm-up.
 *
 * @param connected connections that were open when publishing began
 * @param troubles why connections were not opened or ended, or messages not taken, and how often
 * @param opening the handshakes
 * @param sent messages that left, and were not refused
 * @param lags how late messages left, in nanoseconds: the generator's own fault
 * @param latencies from when a message was due to when a connection had it, in nanoseconds
 * @param received deliveries
 * @param lost deliveries that never came, over all connections that were once open
 * @param misplaced deliveries after a later one, or again
 * @param bytes that came on all connections, from the end of the warm-up on
 * @param nanos from the first message that counts to the last delivery of one, or as long as was waited
 * @param server CPU of that time; memory at its end
 * @param before memory before anything was connected
 * @param own the generator's CPU
 */
record BenchResult(
        int connected,
        Map<String, Integer> troubles,
        Opening opening,
        int sent,
        Histogram lags,
        Histogram latencies,
        long received,
        long lost,
        long misplaced,
        long bytes,
        long nanos,
        ProcessUsage server,
        ProcessUsage before,
        ProcessUsage own) {
    /**
     * The handshakes.
     *
     * @param perSecond of each time all connected
     * @param latencies from beginning to connect to the server's answer, in nanoseconds, of the last time
     * @param cpuMicros the server's CPU for each, over the second half of the times; the first warms up
     */
    record Opening(List<Double> perSecond, Histogram latencies, double cpuMicros) {
        /** The median of the second half. */
        double rate() {
            List<Double> late =
                    perSecond.stream().skip(perSecond.size() / 2).sorted().toList();
            return late.isEmpty() ? 0 : late.get(late.size() / 2);
        }
    }

    /** CPU of a server for each delivery; 0 when there was none. */
    double microsPerDelivery(ProcessUsage usage) {
        return received == 0 ? 0 : (double) usage.cpuMicros() / received;
    }

    /** 1 is one core, all the time. */
    double cores(ProcessUsage usage) {
        return nanos == 0 ? 0 : usage.cpuMicros() * 1_000.0 / nanos;
    }

    double seconds() {
        return nanos / 1_000_000_000.0;
    }

    /** How much more memory each connection takes; of a server that collects garbage a rough figure. */
    double bytesPerConnection() {
        return connected == 0 ? 0 : (double) (server.residentBytes() - before.residentBytes()) / connected;
    }
}
