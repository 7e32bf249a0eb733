package dev.echowall.server;

import dev.echowall.session.Limits;
import dev.echowall.session.Rates;

/**
 * The public port of this node.
 *
 * @param door the same for all event loops
 * @param rates likewise
 * @param compression whether permessage-deflate is agreed to when a client offers it
 * @param tailBytes recent frames kept on each event loop
 */
public record ServerOptions(
        String host,
        int port,
        HostRule hosts,
        OriginRule origins,
        ProxyTrust proxies,
        Door door,
        Rates rates,
        Limits limits,
        boolean compression,
        long tailBytes) {}
