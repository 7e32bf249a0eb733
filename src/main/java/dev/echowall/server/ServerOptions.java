package dev.echowall.server;

import dev.echowall.session.Limits;
import dev.echowall.session.RateLimits;
import java.time.Duration;

/**
 * The public port of this node.
 *
 * @param door the connection limit, shared by all event loops
 * @param rates the rate limits, shared by all event loops
 * @param compression whether permessage-deflate is accepted if a client offers it
 * @param idleTimeout from a response to the next request
 * @param inspect whether clients can see their own handshake
 * @param demo whether a client on this machine may kill this instance
 * @param tailBytes recent frames kept on each event loop
 * @param responseBytes bytes that may be written on each event loop and not be accepted by its sockets yet
 */
public record ServerOptions(
        String host,
        int port,
        HostRule hosts,
        OriginRule origins,
        ProxyTrust proxies,
        ConnectionLimit door,
        RateLimits rates,
        Limits limits,
        Duration idleTimeout,
        boolean compression,
        boolean inspect,
        boolean demo,
        long tailBytes,
        long responseBytes) {}
