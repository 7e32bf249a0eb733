package dev.echowall.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private port: health, metrics and the server API.
 *
 * @param host address or host name to bind
 * @param port 0 takes any free one
 * @param apiKey the key for {@code /api}; without one, every client that can reach the port may use it, except web
 *     pages
 * @param apiKeyFile the file that {@code apiKey} was read from, if any
 * @param hosts accepted host names, besides IP addresses and localhost
 */
public record ManagementConfig(
        String host,
        int port,
        @Nullable String apiKey,
        @Nullable Path apiKeyFile,
        List<String> hosts) {
    public ManagementConfig {
        hosts = List.copyOf(hosts);
    }

    /** Shows whether there is a key, but not the key. */
    @Override
    public String toString() {
        return "ManagementConfig[host=" + host + ", port=" + port + ", apiKey=" + (apiKey == null ? "none" : "***")
                + ", apiKeyFile=" + apiKeyFile
                + ", hosts=" + hosts + "]";
    }
}
