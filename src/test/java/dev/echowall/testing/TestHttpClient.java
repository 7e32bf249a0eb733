package dev.echowall.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * A client for plain requests to one address, with its own connections. For the test's own thread, because it blocks. A
 * restarted process needs a new one, because a request might use a connection to the old process.
 */
public final class TestHttpClient {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TimeLimits.stretched(Duration.ofSeconds(5)))
            .build();
    private final int port;

    public TestHttpClient(int port) {
        this.port = port;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** The response, whatever its status; an error if there is none. */
    public HttpResponse<String> get(String path) {
        return ask(request(path).GET().build());
    }

    /** The status, or 0 if there is no response. */
    public int status(String path) {
        return find(path).map(HttpResponse::statusCode).orElse(0);
    }

    /** The response, whatever its status; empty if there is none. */
    public Optional<HttpResponse<String>> find(String path) {
        try {
            return Optional.of(send(request(path).GET().build()));
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }

    public HttpResponse<String> post(String path, String contentType, String body) {
        return ask(request(path)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** Sends a request that the test has built. */
    public HttpResponse<String> ask(HttpRequest request) {
        try {
            return send(request);
        } catch (IOException e) {
            throw new AssertionError("no answer: " + request, e);
        }
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(TimeLimits.stretched(Duration.ofSeconds(20)));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
