package dev.echowall.server;

import dev.echowall.server.api.ApiLimits;
import org.jspecify.annotations.Nullable;

/**
 * The private port of this node.
 *
 * @param apiKey the key for /api; null if the port is trusted
 * @param hosts accepted host names
 * @param messageBytes the largest payload
 * @param api bounds of single requests to the server API
 * @param responseBytes bytes that may be written and not be accepted by sockets yet
 */
public record ManagementOptions(
        String host,
        int port,
        @Nullable String apiKey,
        HostRule hosts,
        int messageBytes,
        ApiLimits api,
        long responseBytes,
        String version) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
