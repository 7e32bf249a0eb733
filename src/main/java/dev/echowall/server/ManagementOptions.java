package dev.echowall.server;

import org.jspecify.annotations.Nullable;

/**
 * The private port of this node.
 *
 * @param apiKey what /api wants as X-API-Key; null when the port is trusted
 * @param messageBytes a payload at most
 */
public record ManagementOptions(
        String host, int port, @Nullable String apiKey, int messageBytes, String version) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
