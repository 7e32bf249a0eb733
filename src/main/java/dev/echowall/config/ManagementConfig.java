package dev.echowall.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private port: health, metrics and the server API.
 *
 * @param host address or host name to bind
 * @param port 0 takes any free one
 * @param apiKey what {@code /api} wants; without one it is open to whoever reaches the port and is no web page
 * @param apiKeyFile where {@code apiKey} was read from, when it was a file
 * @param hosts by which names it may be asked, besides literal addresses and localhost
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

    /** Says whether there is a key, never which. */
    @Override
    public String toString() {
        return "ManagementConfig[host=" + host + ", port=" + port + ", apiKey=" + (apiKey == null ? "none" : "***")
                + ", apiKeyFile=" + apiKeyFile
                + ", hosts=" + hosts + "]";
    }
}
