package dev.echowall.server;

import dev.echowall.session.Limits;
import dev.echowall.session.RateLimits;
import dev.echowall.session.centrifugal.CentrifugalOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The public port of this node.
 *
 * @param connectionLimit the same for all event loops
 * @param rates likewise
 * @param compression whether permessage-deflate is agreed to when a client offers it
 * @param idleTimeout from an answer to the next request
 * @param inspect whether a client is shown its own handshake
 * @param cookie the name of a cookie that may carry a token; null for none
 * @param demo whether a client on this machine may kill this instance
 * @param tailBytes recent frames kept on each event loop
 * @param responseBytes what may be said on each event loop and not be taken by its sockets yet
 * @param centrifugal for clients that speak the Centrifugal protocol
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
