package dev.echowall.tools.link;

import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which way publications take.
 *
 * @param api the management address, for the server API; null: the public addresses
 * @param apiKey for the API, when it wants one
 */
public record PublishRoute(@Nullable Target api, @Nullable String apiKey) {
    /** One attempt; the server itself gives up after about five seconds. */
    public static final Duration ATTEMPT = Duration.ofSeconds(8);

    /**
     * A client for one publisher.
     *
     * @param servers public addresses; after a failure the next one is asked
     * @param attempt how long one attempt may take
     */
    public PublishClient client(
            HttpClient http, List<Target> servers, Duration attempt, PublishClient.Observer observer) {
        return api == null
                ? PublishClient.open(http, servers, attempt, observer)
                : PublishClient.api(http, api.route("/api/publish"), apiKey, attempt, observer);
    }

    /** Says that there is a key, never which. */
    @Override
    public String toString() {
        return "PublishRoute[api=" + api + ", apiKey=" + (apiKey == null ? "none" : "***") + "]";
    }
}
