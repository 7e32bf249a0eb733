package dev.echowall.session.plain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.echowall.channel.Payload;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.socket.CloseStatus;
import dev.echowall.session.socket.Connection;
import dev.echowall.session.socket.Session;
import io.netty.buffer.ByteBuf;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports to a client its own connection: first the handshake as the server received and answered it, then how each
 * message arrived. {@code {"ping":true}} is answered by a ping and, after the pong, its time; {@code
 * {"close":4000,"reason":"…"}} by that close; {@code {"kill":true}}, if allowed, ends this process.
 */
final class InspectSession implements Session {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build());

    /**
     * Headers whose values scripts on the page may know: those of a handshake and those in which a browser describes
     * itself. Cookies and keys are hidden from scripts for a reason, and what a proxy adds is not meant for its
     * clients.
     */
    private static final Set<String> SHOWN = Set.of(
            "host",
            "upgrade",
            "connection",
            "origin",
            "user-agent",
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "pragma",
            "content-length",
            "dnt");

    private static final List<String> SHOWN_FAMILIES = List.of("sec-websocket-", "sec-fetch-", "sec-ch-", "sec-gpc");
    private static final String HIDDEN = "(not shown)";

    private final RateLimiter allowance;
    private final @Nullable Runnable kill;
    private final ReadPause pause = new ReadPause();
    private @Nullable ObjectNode handshake;
    private @Nullable Connection connection;
    private byte @Nullable [] asked;

    /** @param kill ends this process; null if this client may not do that */
    InspectSession(
            String node, HttpServerRequest answered, String remote, RateLimiter allowance, @Nullable Runnable kill) {
        this.allowance = allowance;
        this.kill = kill;
        ObjectNode shown = handshake(node, answered, remote);
        if (kill != null) {
            shown.put("kill", true);
        }
        handshake = shown;
    }

    private static ObjectNode handshake(String node, HttpServerRequest answered, String remote) {
        ObjectNode all = JSON.createObjectNode().put("node", node).put("remote", remote);
        ObjectNode request = all.putObject("request")
                .put("method", answered.method().name())
                .put("uri", answered.uri())
                .put("version", "HTTP/1.1");
        list(answered.headers(), request.putArray("headers"));
        ObjectNode response = all.putObject("response").put("status", 101).put("reason", "Switching Protocols");
        list(answered.response().headers(), response.putArray("headers"));
        return all;
    }

    private static void list(MultiMap headers, ArrayNode out) {
        headers.forEach((name, value) -> out.addArray().add(name).add(isShown(name) ? value : HIDDEN));
    }

    private static boolean isShown(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SHOWN.contains(lower) || SHOWN_FAMILIES.stream().anyMatch(lower::startsWith);
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
        tell(JsonNotices.frame(Objects.requireNonNull(handshake)));
        handshake = null;
    }

    @Override
    public void message(Payload.Kind kind, byte[] bytes, int frames) {
        ObjectNode notice = JSON.createObjectNode();
        notice.putObject("message")
                .put("kind", kind.name())
                .put("bytes", bytes.length)
                .put("frames", frames);
        tell(JsonNotices.frame(notice));
        if (kind == Payload.Kind.TEXT) {
            obey(bytes);
        }
        pause.begin(connection(), allowance.messageAnyway(false), this::listen);
        if (!connection().writable()) {
            connection().hold();
        }
    }

    private void listen() {
        if (!pause.lasts() && connection().writable()) {
            connection().release();
        }
    }

    private void obey(byte[] bytes) {
        JsonNode command = parse(bytes);
        if (command == null) {
            return;
        }
        if (command.path("ping").asBoolean()) {
            ping();
        }
        if (kill != null && command.path("kill").asBoolean()) {
            kill.run();
        }
        JsonNode code = command.get("close");
        if (code == null) {
            return;
        }
        if (code.isInt() && CloseCode.mayBeReceived(code.intValue())) {
            connection().end(code.intValue(), command.path("reason").asText());
        } else {
            tell(JsonNotices.error(new Refusal(
                    ErrorCode.BAD_REQUEST, "a close code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999")));
        }
    }

    private static @Nullable JsonNode parse(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            return node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private void ping() {
        byte[] now = ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
        asked = now;
        tell(Frames.frame(Frames.PING, now));
    }

    @Override
    public void pong(byte[] payload) {
        if (asked == null || !Arrays.equals(asked, payload)) {
            return;
        }
        asked = null;
        double ms = (System.nanoTime() - ByteBuffer.wrap(payload).getLong()) / 1e6;
        ObjectNode notice = JSON.createObjectNode();
        notice.putObject("pong").put("ms", Math.round(ms * 100) / 100.0);
        tell(JsonNotices.frame(notice));
    }

    @Override
    public void drained() {
        listen();
    }

    @Override
    public void closed(boolean lost, CloseStatus how) {
        handshake = null;
    }

    @Override
    public String label() {
        return "inspect";
    }

    private void tell(ByteBuf frame) {
        connection().write(frame);
        connection().flush();
    }

    private Connection connection() {
        return Objects.requireNonNull(connection, "not opened yet");
    }
}
