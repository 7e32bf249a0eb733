package dev.echowall.app;

import org.jspecify.annotations.Nullable;

/**
 * The private port: health, metrics and the server API.
 *
 * @param host address or host name to bind
 * @param port 0 takes any free one
 * @param apiKey what {@code /api} wants as {@code X-API-Key}; without one it is open to whoever reaches the port
 */
public record ManagementConfig(
        String host, int port, @Nullable String apiKey) {
    /** Says whether there is a key, never which. */
    @Override
    public String toString() {
        return "ManagementConfig[host=" + host + ", port=" + port + ", apiKey=" + (apiKey == null ? "none" : "***")
                + "]";
    }
}
