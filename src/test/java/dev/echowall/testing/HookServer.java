package dev.echowall.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application that is asked at some paths, can be told how to answer at each, and keeps what it was asked. */
public final class HookServer implements AutoCloseable {
    /** What is done with one question. */
    public interface Answer {
        void give(HttpExchange exchange, JsonObject question) throws IOException, InterruptedException;
    }

    /** A question; the names of its headers in lower case. */
    public record Question(String path, Map<String, List<String>> headers, JsonObject body) {
        public String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Question> questions = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public HookServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonObject body = new JsonObject(text);
        Map<String, List<String>> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), List.copyOf(values)));
        questions.add(new Question(path, headers, body));
        try (exchange) {
            answers.getOrDefault(path, (unknown, question) -> send(unknown, 404, ""))
                    .give(exchange, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    public void answers(String path, Answer with) {
        answers.put(path, with);
    }

    public void answers(String path, int status, String body) {
        answers(path, (exchange, question) -> send(exchange, status, body));
    }

    /** With this text, and 200. */
    public void answers(String path, String body) {
        answers(path, 200, body);
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** All that was asked at a path, in order. */
    public List<Question> asked(String path) {
        return questions.stream().filter(each -> each.path().equals(path)).toList();
    }

    /** The last of them. */
    public Question last(String path) {
        List<Question> all = asked(path);
        if (all.isEmpty()) {
            throw new AssertionError("nothing was asked at " + path);
        }
        return all.get(all.size() - 1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
