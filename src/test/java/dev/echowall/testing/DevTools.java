package dev.echowall.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Chromium's DevTools protocol: commands with their answers, and events. */
final class DevTools implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, JsonNode>> sessions = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    DevTools(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, this)
                .join();
    }

    static ObjectNode params() {
        return JSON.createObjectNode();
    }

    /**
     * Registers a listener for a session's events; called with name and parameters on an HTTP client thread that must
     * not block.
     */
    void listen(String session, BiConsumer<String, JsonNode> events) {
        sessions.put(session, events);
    }

    /** Sends a command without waiting for its answer; the only kind that may be sent from within an event listener. */
    CompletableFuture<JsonNode> send(@Nullable String session, String method, ObjectNode params) {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
        command.set("params", params);
        if (session != null) {
            command.put("sessionId", session);
        }
        synchronized (socket) {
            socket.sendText(command.toString(), true).join();
        }
        return answer;
    }

    /** Sends a command and returns its answer. */
    JsonNode call(@Nullable String session, String method, ObjectNode params) {
        try {
            return send(session, method, params).get(TimeLimits.stretched(LIMIT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(method + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new AssertionError(method + ": the browser does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
        text.append(data);
        if (whole) {
            String message = text.toString();
            text.setLength(0);
            heard(message);
        }
        from.request(1);
        return null;
    }

    private void heard(String message) {
        JsonNode node;
        try {
            node = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + message, e);
        }
        if (!node.has("id")) {
            BiConsumer<String, JsonNode> session =
                    sessions.get(node.path("sessionId").asText());
            if (session != null) {
                session.accept(node.path("method").asText(), node.path("params"));
            }
            return;
        }
        CompletableFuture<JsonNode> answer = open.remove(node.get("id").asInt());
        if (answer != null && node.has("error")) {
            answer.completeExceptionally(
                    new IllegalStateException(node.get("error").toString()));
        } else if (answer != null) {
            answer.complete(node.path("result"));
        }
    }

    @Override
    public void onError(WebSocket from, Throwable why) {
        open.values().forEach(each -> each.completeExceptionally(why));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        onError(from, new IllegalStateException("the browser has closed: " + code + " " + reason));
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
