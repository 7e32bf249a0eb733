package dev.echowall.server;

import org.jspecify.annotations.Nullable;

/**
 * The private port of this node.
 *
 * @param apiKey the key for /api; null if the port is trusted
 * @param hosts accepted host names
 * @param messageBytes the largest payload
 * @param responseBytes bytes that may be written and not be accepted by sockets yet
 */
public record ManagementOptions(
        String host,
        int port,
        @Nullable String apiKey,
        HostRule hosts,
        int messageBytes,
        long responseBytes,
        String version) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
