package dev.echowall.tools.bench;

import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Target;
import java.time.Duration;
import java.util.List;

/**
 * The parameters of a run.
 *
 * @param target what the connections connect to
 * @param publish where messages are published
 * @param channels to which each connection subscribes by the Centrifugal protocol, and to which messages are published in
 *     turn; empty: there is no protocol, and the URL says all
 * @param handshake options for each handshake
 * @param opening the most handshakes in progress
 * @param turns how many times all clients connect; in between they disconnect
 * @param rate messages per second; 0: none, only connections
 * @param size bytes of payload, at least {@link PayloadTag#BYTES}
 * @param burst messages that are due at the same time
 * @param publishers connections to publish with, used in turn
 * @param loops event loops for receiving
 * @param timeout how long to wait at the end for missing messages, and for the response to a handshake
 * @param processes process ids of the server
 */
record BenchPlan(
        Target target,
        PublishTarget publish,
        List<String> channels,
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
    /** Whether the Centrifugal protocol is spoken. */
    boolean centrifugal() {
        return !channels.isEmpty();
    }

    /** Whether nothing is to be published. */
    boolean idle() {
        return rate == 0;
    }

    /** A schedule that begins now. */
    Schedule schedule(long begin) {
        return new Schedule(begin, rate, burst, warmup.toNanos(), duration.toNanos());
    }
}
