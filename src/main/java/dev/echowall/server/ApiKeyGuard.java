package dev.echowall.server;

import dev.echowall.metrics.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key to the server API. Requests with the right key are never delayed, whatever others do; wrong keys are counted,
 * logged and answered late. Confined to its event loop.
 */
final class ApiKeyGuard {
    /** The delay of the response to a wrong key. */
    static final long DELAY_MILLIS = 1_000;

    /**
     * The most responses that are delayed at a time; beyond it they are sent at once, so that guessing cannot fill the
     * memory.
     */
    static final int DELAYED = 64;

    private static final Logger log = LoggerFactory.getLogger(ApiKeyGuard.class);
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String SCHEME = "apikey ";

    private final Vertx vertx;
    private final byte @Nullable [] key;
    private final Metrics metrics;
    private int delayed;
    private int untold;
    private long told = System.nanoTime() - LOG_NANOS;

    ApiKeyGuard(Vertx vertx, @Nullable String key, Metrics metrics) {
        this.vertx = vertx;
        this.key = key == null ? null : bytes(key);
        this.metrics = metrics;
    }

    boolean needed() {
        return key != null;
    }

    /** Whether the request has the key; never true if no key is configured. */
    boolean proven(HttpServerRequest request) {
        String given = given(request);
        // In constant time, because otherwise the duration would reveal the key byte by byte.
        return key != null && MessageDigest.isEqual(key, bytes(given == null ? "" : given));
    }

    /** Handles a request without the right key: {@code refuse} is called once, now or later. */
    void wrong(HttpServerRequest request, Runnable refuse) {
        // A missing key is not a guess.
        String given = given(request);
        if (given == null || given.isEmpty()) {
            refuse.run();
            return;
        }
        metrics.wrongKey();
        untold++;
        if (System.nanoTime() - told >= LOG_NANOS) {
            log.atWarn()
                    .addKeyValue("remote", request.remoteAddress().hostAddress())
                    .addKeyValue("wrong", untold)
                    .log("a wrong key at the management port");
            untold = 0;
            told = System.nanoTime();
        }
        if (delayed >= DELAYED) {
            // Forces a client that guesses to open a new connection each time.
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
            refuse.run();
            return;
        }
        delayed++;
        vertx.setTimer(DELAY_MILLIS, id -> {
            delayed--;
            refuse.run();
        });
    }

    private static @Nullable String given(HttpServerRequest request) {
        String own = request.getHeader("X-API-Key");
        String standard = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (own != null || standard == null) {
            return own;
        }
        return standard.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? standard.substring(SCHEME.length()).strip()
                : standard;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
