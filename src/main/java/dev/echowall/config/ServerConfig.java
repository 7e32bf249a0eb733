package dev.echowall.config;

import java.util.List;

/**
 * The public port.
 *
 * @param host address or host name to bind
 * @param port 0 takes any free one
 * @param eventLoops 0 means one for each processor
 * @param compression whether permessage-deflate may be negotiated
 * @param inspect whether a client is shown its own handshake
 * @param demo whether a client on this machine may kill this instance
 * @param hosts by which names it may be asked; empty means any
 * @param allowedOrigins as a browser writes them: lower case, no default port ({@code https://example.org})
 * @param trustedProxies addresses whose {@code X-Forwarded-*} headers are believed
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

    /** What moves the bytes. */
    public enum NativeTransport {
        /** Epoll where it passes a trial at start, else NIO. */
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
