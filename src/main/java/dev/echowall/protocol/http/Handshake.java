package dev.echowall.protocol.http;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Validates and answers the opening handshake as a server: RFC 6455 sections 4.2.1 and 4.2.2. */
public final class Handshake {
    /** The only version. */
    public static final String VERSION = "13";

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24;

    private Handshake() {}

    /**
     * What is wrong with the request, or null if it may be answered with 101.
     *
     * @param method as in the request
     * @param version as in the request: {@code HTTP/1.1}
     * @param headers all values of a header, whatever the case of its name; an empty list if there are none
     */
    public static @Nullable Refusal refusal(String method, String version, Function<String, List<String>> headers) {
        if (!method.equals("GET")) {
            return new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "a WebSocket handshake must be a GET request");
        }
        if (!names(headers.apply("Upgrade"), "websocket")) {
            return new Refusal(ErrorCode.UPGRADE_REQUIRED, "this is a WebSocket: connect with a WebSocket client");
        }
        String fault = fault(version, headers);
        if (fault != null) {
            return new Refusal(ErrorCode.BAD_REQUEST, fault);
        }
        if (!headers.apply("Sec-WebSocket-Version").get(0).equals(VERSION)) {
            return new Refusal(ErrorCode.UPGRADE_REQUIRED, "the only WebSocket version here is " + VERSION);
        }
        return null;
    }

    private static @Nullable String fault(String version, Function<String, List<String>> headers) {
        if (!version.equalsIgnoreCase("HTTP/1.1")) {
            return "a WebSocket handshake must be HTTP/1.1";
        }
        List<String> connection = headers.apply("Connection");
        if (!names(connection, "upgrade") || names(connection, "close")) {
            return "a WebSocket handshake must have the header Connection: Upgrade";
        }
        List<String> host = headers.apply("Host");
        if (host.size() != 1 || host.get(0).isBlank()) {
            return "a WebSocket handshake must have one Host header";
        }
        List<String> keys = headers.apply("Sec-WebSocket-Key");
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            return "a WebSocket handshake must have one Sec-WebSocket-Key, 16 bytes in base64";
        }
        if (headers.apply("Sec-WebSocket-Version").size() != 1) {
            return "a WebSocket handshake must have one Sec-WebSocket-Version header";
        }
        if (hasBody(headers)) {
            return "a WebSocket handshake must have no body";
        }
        return extensionFault(headers.apply("Sec-WebSocket-Extensions"));
    }

    /** The Sec-WebSocket-Accept for a Sec-WebSocket-Key. */
    public static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + MAGIC).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /**
     * The first subprotocol in the client's list that the server supports, or null.
     *
     * @param offered the values of Sec-WebSocket-Protocol
     */
    public static @Nullable String subprotocol(List<String> offered, List<String> supported) {
        return tokens(offered).filter(supported::contains).findFirst().orElse(null);
    }

    private static @Nullable String extensionFault(List<String> offered) {
        try {
            ExtensionList.parse(offered);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static boolean names(List<String> values, String token) {
        return tokens(values).anyMatch(token::equalsIgnoreCase);
    }

    private static Stream<String> tokens(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip);
    }

    private static boolean isKey(String key) {
        if (key.length() != KEY_CHARACTERS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean hasBody(Function<String, List<String>> headers) {
        return !headers.apply("Transfer-Encoding").isEmpty()
                || headers.apply("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }
}
