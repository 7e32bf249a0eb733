package dev.echowall.server;

import dev.echowall.session.Limits;

/**
 * The public port of this node.
 *
 * @param tailBytes recent frames kept on each event loop
 */
public record ServerOptions(
        String host, int port, OriginRule origins, ProxyTrust proxies, Limits limits, long tailBytes) {}
