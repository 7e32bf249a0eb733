package dev.echowall.tools.bench;

import dev.echowall.protocol.http.Handshake;
import dev.echowall.tools.link.ConnectionEnd;
import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Header;
import dev.echowall.tools.link.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The handshake of a run (RFC 6455 section 4.1), prepared once for all its connections, so that it costs the generator
 * next to nothing.
 */
final class ClientHandshake {
    private static final Pattern REFUSED = Pattern.compile("HTTP/\\S+ +([0-9]{3}) *(.*)");
    private static final int KEY_BYTES = 16;
    private static final ByteBuf EMPTY_LINE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
    /** The largest head of a response. */
    static final int MOST = 16 * 1024;

    private final byte[] request;
    private final String acceptance;

    ClientHandshake(Target target, HandshakeOptions options, RandomGenerator random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String text = Base64.getEncoder().encodeToString(key);
        this.acceptance = Handshake.accept(text);
        StringBuilder head = new StringBuilder("GET " + target.path() + " HTTP/1.1\r\n");
        if (options.headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("Host"))) {
            head.append("Host: ").append(target.authority()).append("\r\n");
        }
        head.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: ")
                .append(text)
                .append("\r\n");
        if (options.origin != null) {
            head.append("Origin: ").append(options.origin).append("\r\n");
        }
        if (!options.subprotocols.isEmpty()) {
            head.append("Sec-WebSocket-Protocol: ")
                    .append(String.join(", ", options.subprotocols))
                    .append("\r\n");
        }
        for (Header header : options.headers) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        this.request = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    ByteBuf request(ByteBufAllocator allocator) {
        return allocator.buffer(request.length).writeBytes(request);
    }

    /** The length of the response's head, including its empty line; 0 if it is not complete. */
    static int head(ByteBuf answer) {
        int end = ByteBufUtil.indexOf(EMPTY_LINE, answer);
        return end < 0 ? 0 : end - answer.readerIndex() + EMPTY_LINE.readableBytes();
    }

    /** Why the response is not an acceptance; empty if it is. */
    String refusal(String head) {
        String status = head.lines().findFirst().orElse("");
        if (!status.startsWith("HTTP/1.1 101")) {
            Matcher refused = REFUSED.matcher(status);
            return refused.matches()
                    ? new ConnectionEnd.Refused(Integer.parseInt(refused.group(1)), refused.group(2), Duration.ZERO)
                            .sentence()
                    : "not HTTP";
        }
        boolean accepted = head.lines()
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-accept:")
                        && line.substring(line.indexOf(':') + 1).strip().equals(acceptance));
        return accepted ? "" : "a wrong Sec-WebSocket-Accept";
    }
}
