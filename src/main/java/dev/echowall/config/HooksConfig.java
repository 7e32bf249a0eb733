package dev.echowall.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the application is asked, and about calls where; the other addresses are with what they decide.
 *
 * @param rpcUrl where calls of clients are answered
 * @param timeout from a question to the end of its answer
 * @param headers of the client's request that go along with it
 */
public record HooksConfig(@Nullable URI rpcUrl, Duration timeout, List<String> headers) {
    public HooksConfig {
        headers = List.copyOf(headers);
    }
}
