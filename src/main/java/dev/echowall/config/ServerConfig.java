package dev.echowall.config;

import java.util.List;

/**
 * The public port.
 *
 * @param host address or host name to bind
 * @param port 0 takes any free one
 * @param eventLoops 0 means one per processor
 * @param compression whether permessage-deflate may be negotiated
 * @param inspect whether clients can see their own handshake
 * @param demo whether a client on this machine may kill this instance
 * @param hosts accepted host names; empty means any
 * @param allowedOrigins as browsers write them: lower case, no default port ({@code https://example.org})
 * @param trustedProxies addresses whose {@code X-Forwarded-*} headers are trusted
 */
public record ServerConfig(
        String host,
        int port,
        int eventLoops,
        NativeTransport nativeTransport,
        boolean compression,
        boolean inspect,
        boolean demo,
        List<String> hosts,
        List<String> allowedOrigins,
        List<String> trustedProxies) {

    /** The implementation of sockets. */
    public enum NativeTransport {
        /** Epoll if it passes a trial at the start, else NIO. */
        AUTO,
        IO_URING,
        EPOLL,
        NIO
    }

    public ServerConfig {
        hosts = List.copyOf(hosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
