package dev.echowall.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A login's server of keys, which can be told how to answer. */
public final class KeySetServer implements AutoCloseable {
    /** What is done with one request. */
    public interface Answer {
        void give(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile Answer answer = exchange -> text(exchange, 200, "{\"keys\":[]}");

    public KeySetServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                answer.give(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    public void answers(Answer with) {
        answer = with;
    }

    public void answers(int status, String body) {
        answer = exchange -> text(exchange, status, body);
    }

    /** With these keys. */
    public void has(String... keys) {
        answers(200, "{\"keys\":[" + String.join(",", keys) + "]}");
    }

    private static void text(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The public key of a pair, as a key set has it. */
    public static String jwk(KeyPair pair, String id) {
        return jwk(pair, id, Map.of());
    }

    /**
     * The same.
     *
     * @param more members, besides the key itself and its name
     */
    public static String jwk(KeyPair pair, String id, Map<String, ?> more) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            jwk.put("kty", "RSA");
            jwk.put("n", Tokens.url(unsigned(rsa.getModulus().toByteArray())));
            jwk.put("e", Tokens.url(unsigned(rsa.getPublicExponent().toByteArray())));
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            int bytes = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
            jwk.put("kty", "EC");
            jwk.put("crv", bytes == 32 ? "P-256" : bytes == 48 ? "P-384" : "P-521");
            jwk.put("x", Tokens.url(padded(unsigned(ec.getW().getAffineX().toByteArray()), bytes)));
            jwk.put("y", Tokens.url(padded(unsigned(ec.getW().getAffineY().toByteArray()), bytes)));
        } else if (pair.getPublic() instanceof EdECPublicKey ed) {
            byte[] der = ed.getEncoded();
            jwk.put("kty", "OKP");
            jwk.put("crv", "Ed25519");
            jwk.put("x", Tokens.url(Arrays.copyOfRange(der, der.length - 32, der.length)));
        }
        if (!id.isEmpty()) {
            jwk.put("kid", id);
        }
        jwk.putAll(more);
        return Tokens.json(jwk);
    }

    private static byte[] unsigned(byte[] bytes) {
        return bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] padded(byte[] bytes, int length) {
        byte[] all = new byte[length];
        System.arraycopy(bytes, 0, all, length - bytes.length, bytes.length);
        return all;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
