package dev.echowall.server;

import dev.echowall.session.Limits;

/**
 * The public port of this node.
 *
 * @param compression whether permessage-deflate is agreed to when a client offers it
 * @param tailBytes recent frames kept on each event loop
 */
public record ServerOptions(
        String host,
        int port,
        HostRule hosts,
        OriginRule origins,
        ProxyTrust proxies,
        Limits limits,
        boolean compression,
        long tailBytes) {}
