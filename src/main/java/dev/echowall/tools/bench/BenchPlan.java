package dev.echowall.tools.bench;

import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Target;
import java.time.Duration;
import java.util.List;

/**
 * What the user asked to have measured.
 *
 * @param target what the connections listen to
 * @param publish where messages are handed in
 * @param handshake what each connection says of itself
 * @param opening handshakes under way at once
 * @param turns how many times all connect; between them they hang up
 * @param rate messages a second; 0: none, only connections
 * @param size bytes of payload, at least {@link PayloadTag#BYTES}
 * @param burst messages that are due at the same moment
 * @param publishers connections to publish with, used in turn
 * @param loops event loops for what is received
 * @param timeout how long to wait at the end for what is missing, and for an answer to a handshake
 * @param processes pids of the server
 */
record BenchPlan(
        Target target,
        PublishTarget publish,
        HandshakeOptions handshake,
        int connections,
        int opening,
        int turns,
        int rate,
        int size,
        int burst,
        int publishers,
        int loops,
        Duration warmup,
        Duration duration,
        Duration timeout,
        List<Long> processes) {
    /** Whether there is nothing to publish. */
    boolean idle() {
        return rate == 0;
    }

    /** Begins now. */
    Schedule schedule(long begin) {
        return new Schedule(begin, rate, burst, warmup.toNanos(), duration.toNanos());
    }
}
