package dev.echowall.tools.bench;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The results of a run. Message counts do not include the warm-up.
 *
 * @param connected connections that were open when publishing began
 * @param troubles why connections failed or ended, or messages were refused, with their numbers
 * @param opening the handshakes
 * @param sent messages that were sent and not refused
 * @param lags how late messages were sent, in nanoseconds: the delay of the generator itself
 * @param latencies from when a message was due until a connection received it, in nanoseconds
 * @param received deliveries
 * @param lost missing deliveries, over all connections that were opened
 * @param misplaced deliveries after a later one, or repeated
 * @param bytes received on all connections since the end of the warm-up
 * @param nanos from the first counted message to its last delivery, or until waiting ended
 * @param server CPU in that time; memory at its end
 * @param before memory before any client connected
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
     * @param perSecond the rate of each round
     * @param latencies from starting to connect until the server's response, in nanoseconds, in the last round
     * @param cpuMicros the server's CPU per handshake in the second half of the rounds; the first half is a warm-up
     */
    record Opening(List<Double> perSecond, Histogram latencies, double cpuMicros) {
        /** The median of the second half. */
        double rate() {
            List<Double> late =
                    perSecond.stream().skip(perSecond.size() / 2).sorted().toList();
            return late.isEmpty() ? 0 : late.get(late.size() / 2);
        }
    }

    /** CPU of a server per delivery; 0 if there were no deliveries. */
    double microsPerDelivery(ProcessUsage usage) {
        return received == 0 ? 0 : (double) usage.cpuMicros() / received;
    }

    /** The number of cores in use; 1 is one core all the time. */
    double cores(ProcessUsage usage) {
        return nanos == 0 ? 0 : usage.cpuMicros() * 1_000.0 / nanos;
    }

    double seconds() {
        return nanos / 1_000_000_000.0;
    }

    /** The additional memory per connection; a rough value for servers with a garbage collector. */
    double bytesPerConnection() {
        return connected == 0 ? 0 : (double) (server.residentBytes() - before.residentBytes()) / connected;
    }
}
