package dev.echowall.tools.client;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that agrees to every handshake and sends its frames in the very segment of its answer, right or wrong. */
final class RawServer implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (\\S+)");

    private final NetServer server;

    /** @param frames in hexadecimal, blanks allowed */
    RawServer(Vertx vertx, String frames) throws Exception {
        byte[] sent = HexFormat.of().parseHex(frames.replace(" ", ""));
        server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request -> {
                    Matcher key = KEY.matcher(request.toString());
                    if (key.find()) {
                        socket.write(Buffer.buffer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                        + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept(key.group(1))
                                        + "\r\n\r\n")
                                .appendBytes(sent));
                    }
                }));
        server.listen(0, "127.0.0.1").await(ClientRun.LIMIT, TimeUnit.MILLISECONDS);
    }

    String url() {
        return "ws://127.0.0.1:" + server.actualPort() + "/";
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(ClientRun.LIMIT, TimeUnit.MILLISECONDS)
                .join();
    }
}
