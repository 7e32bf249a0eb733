package dev.echowall.server;

import dev.echowall.session.Limits;
import dev.echowall.session.RateLimits;
import dev.echowall.session.centrifugal.CentrifugalOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The public port of this node.
 *
 * @param connectionLimit shared by all event loops
 * @param rates shared by all event loops
 * @param compression whether permessage-deflate is accepted if a client offers it
 * @param idleTimeout from a response to the next request
 * @param inspect whether clients can see their own handshake
 * @param cookie the name of a cookie that may carry a token; null for none
 * @param demo whether a client on this machine may kill this instance
 * @param tailBytes recent frames kept on each event loop
 * @param responseBytes bytes that may be written on each event loop and not be accepted by its sockets yet
 * @param centrifugal options for clients that use the Centrifugal protocol
 */
public record ServerOptions(
        String host,
        int port,
        HostRule hosts,
        OriginRule origins,
        ProxyTrust proxies,
        ConnectionLimit connectionLimit,
        RateLimits rates,
        Limits limits,
        Duration idleTimeout,
        boolean compression,
        boolean inspect,
        @Nullable String cookie,
        boolean demo,
        long tailBytes,
        long responseBytes,
        CentrifugalOptions centrifugal) {}
