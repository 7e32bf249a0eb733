package dev.echowall.tools.client;

import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Target;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a run.
 *
 * @param handshake options for the handshake
 * @param count     to end after this many messages; null: never
 * @param timeout   to end after this time; null: never
 * @param ping      the interval of pings; null: no pings
 * @param execute   messages to send after each connecting, instead of standard input
 */
record ClientPlan(
        Target target,
        HandshakeOptions handshake,
        @Nullable Integer count,
        @Nullable Duration timeout,
        @Nullable Duration ping,
        boolean reconnect,
        List<String> execute) {}
