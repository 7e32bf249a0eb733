package dev.echowall.server;

import org.jspecify.annotations.Nullable;

/**
 * The private port of this node.
 *
 * @param apiKey what /api wants; null when the port is trusted
 * @param hosts by which names the port may be asked
 * @param messageBytes a payload at most
 * @param responseBytes what may be said and not be taken by its sockets yet
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
