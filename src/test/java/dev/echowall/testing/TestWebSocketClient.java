package dev.echowall.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that uses Java's own client and keeps all messages. Its methods are for the test's own thread,
 * because they block.
 */
public final class TestWebSocketClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long AGAIN_MILLIS = 100;

    private final URI uri;
    private final boolean returns;
    private final List<Message> heard = new ArrayList<>();
    private final List<Closing> closings = new ArrayList<>();
    private final List<Instant> opened = new ArrayList<>();
    private volatile @Nullable WebSocket socket;
    private volatile boolean done;

    /** One whole message; text as UTF-8. */
    public record Message(boolean text, ByteBuffer bytes, Instant at) {
        public String string() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }
    }

    /** The end of a connection; 1006 if it broke without a close frame, as in RFC 6455, section 7.1.5. */
    public record Closing(int code, String reason, Instant at) {}

    private TestWebSocketClient(String url, boolean returns) {
        this.uri = URI.create(url);
        this.returns = returns;
    }

    /** Returns when connected; fails if it is refused. */
    public static TestWebSocketClient connect(String url) {
        return connected(url, false);
    }

    /** The same, but reconnects whenever the connection is lost, at once and then every 100 ms. */
    public static TestWebSocketClient returning(String url) {
        return connected(url, true);
    }

    private static TestWebSocketClient connected(String url, boolean returns) {
        TestWebSocketClient client = new TestWebSocketClient(url, returns);
        client.dial()
                .orTimeout(TimeLimits.stretched(CONNECT).toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return client;
    }

    private CompletableFuture<WebSocket> dial() {
        return HTTP.newWebSocketBuilder()
                .connectTimeout(TimeLimits.stretched(CONNECT))
                .buildAsync(uri, new Ears());
    }

    /** Sends a text, and returns when it has been sent. */
    public void say(String text) {
        open().sendText(text, true).join();
    }

    public void say(byte[] bytes) {
        open().sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Closes from this side. */
    public void close(int code, String reason) {
        done = true;
        open().sendClose(code, reason).join();
    }

    private WebSocket open() {
        WebSocket now = socket;
        if (now == null) {
            throw new AssertionError("not connected to " + uri);
        }
        return now;
    }

    /** All messages so far, in order. */
    public List<Message> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /** The same as strings. */
    public List<String> texts() {
        return heard().stream().map(Message::string).toList();
    }

    /** The ends of all connections so far. */
    public List<Closing> closings() {
        synchronized (heard) {
            return List.copyOf(closings);
        }
    }

    /** When each connection so far was opened. */
    public List<Instant> opened() {
        synchronized (heard) {
            return List.copyOf(opened);
        }
    }

    public boolean isOpen() {
        return opened().size() > closings().size();
    }

    /** Waits until there are this many messages; returns all of them. */
    public List<Message> awaitMessages(int count) {
        return await(count + " messages", all -> all.size() >= count);
    }

    /** Waits until the messages meet the condition; returns all of them. */
    public List<Message> await(String what, Predicate<List<Message>> condition) {
        try {
            TimeLimits.until(what, () -> condition.test(heard()));
        } catch (AssertionError late) {
            List<String> all = texts();
            throw new AssertionError(
                    late.getMessage() + "; at " + uri + " heard " + all.size() + ", closed " + closings() + ", last "
                            + all.subList(Math.max(0, all.size() - 10), all.size()),
                    late);
        }
        return heard();
    }

    /** Waits until this text has arrived. */
    public void awaitText(String text) {
        await(
                "hearing \"" + text + "\"",
                all -> all.stream().anyMatch(each -> each.string().equals(text)));
    }

    /** Waits until the connection has ended. */
    public Closing closed() {
        TimeLimits.until("closed by " + uri, () -> !closings().isEmpty());
        return closings().get(0);
    }

    /** Aborts the connection. */
    @Override
    public void close() {
        done = true;
        WebSocket now = socket;
        if (now != null) {
            now.abort();
        }
    }

    private void ended(int code, String reason) {
        synchronized (heard) {
            closings.add(new Closing(code, reason, Instant.now()));
        }
        if (returns && !done) {
            dialAgain(0);
        }
    }

    private void dialAgain(long delayMillis) {
        CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS).execute(this::dialAgain);
    }

    private void dialAgain() {
        var unused = dial().whenComplete((back, refused) -> {
            if (refused != null && !done) {
                dialAgain(AGAIN_MILLIS);
            } else if (back != null && done) {
                back.abort();
            }
        });
    }

    /** Joins fragments. One for each connection; its methods are never called concurrently. */
    private final class Ears implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean ended;

        @Override
        public void onOpen(WebSocket opening) {
            socket = opening;
            synchronized (heard) {
                opened.add(Instant.now());
            }
            opening.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                hear(new Message(true, StandardCharsets.UTF_8.encode(text.toString()), Instant.now()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
            byte[] octets = new byte[part.remaining()];
            part.get(octets);
            bytes.writeBytes(octets);
            if (last) {
                hear(new Message(false, ByteBuffer.wrap(bytes.toByteArray()), Instant.now()));
                bytes.reset();
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end(code, reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end(1006, String.valueOf(error));
        }

        private void end(int code, String reason) {
            if (!ended) {
                ended = true;
                ended(code, reason);
            }
        }

        private void hear(Message message) {
            synchronized (heard) {
                heard.add(message);
            }
        }

        private void ended(int code, String reason) {
            TestWebSocketClient.this.ended(code, reason);
        }
    }
}
