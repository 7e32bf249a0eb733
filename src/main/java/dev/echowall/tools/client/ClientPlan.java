package dev.echowall.tools.client;

import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Target;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for.
 *
 * @param handshake what the connection says of itself
 * @param count     to end after so many messages; null: never
 * @param timeout   to end after this time; null: never
 * @param ping      to ask for life every so long; null: never
 * @param execute   to send after each connecting, instead of standard input
 */
record ClientPlan(
        Target target,
        HandshakeOptions handshake,
        @Nullable Integer count,
        @Nullable Duration timeout,
        @Nullable Duration ping,
        boolean reconnect,
        List<String> execute) {}
