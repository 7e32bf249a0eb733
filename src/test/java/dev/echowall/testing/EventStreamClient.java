package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** A Server-Sent Events client that reads the stream line by line. For the test's own thread; reading blocks. */
public final class EventStreamClient implements AutoCloseable {
    /** In a field while the stream is read, because an unreferenced client may be closed. */
    private final HttpClient client = HttpClient.newHttpClient();

    private final HttpResponse<Stream<String>> response;
    private final Iterator<String> lines;

    private EventStreamClient(HttpRequest request) {
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        lines = response.body().iterator();
    }

    /** Opens the stream; headers are pairs of name and value. */
    public static EventStreamClient open(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new EventStreamClient(request.build());
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The lines up to the next empty one: an event, or only an id or a comment. */
    public List<String> next() {
        List<String> block = new ArrayList<>();
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            block.add(line);
        }
        return block;
    }

    /** Whether the server has ended the stream; blocks until it does or sends something. */
    public boolean ended() {
        return !lines.hasNext();
    }

    @Override
    public void close() {
        response.body().close();
    }
}
