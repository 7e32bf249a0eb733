package dev.echowall.tools.link;

import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How publications are sent.
 *
 * @param api the management address, for the server API; null for the public addresses
 * @param apiKey the API's key, if it needs one
 */
public record PublishRoute(@Nullable Target api, @Nullable String apiKey) {
    /** The time limit for one attempt; the server itself gives up after about five seconds. */
    public static final Duration ATTEMPT = Duration.ofSeconds(8);

    /**
     * A client for one publisher.
     *
     * @param servers public addresses; after a failure the next one is used
     * @param attempt the time limit for one attempt
     */
    public PublishClient client(
            HttpClient http, List<Target> servers, Duration attempt, PublishClient.Observer observer) {
        return api == null
                ? PublishClient.open(http, servers, attempt, observer)
                : PublishClient.api(http, api.route("/api/publish"), apiKey, attempt, observer);
    }

    /** Shows whether there is a key, but not the key. */
    @Override
    public String toString() {
        return "PublishRoute[api=" + api + ", apiKey=" + (apiKey == null ? "none" : "***") + "]";
    }
}
