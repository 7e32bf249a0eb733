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
 * The key to the server API. Who has it is never made to wait, whatever others try; who has not is counted, named in
 * the log and answered late. Confined to its event loop.
 */
final class ApiKeyGuard {
    /** A wrong key's answer comes so much later. */
    static final long DELAY_MILLIS = 1_000;

    /** Answers held back at once; beyond it they go out at once, or whoever guesses would fill the memory. */
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

    /** Whether the request has the key; never true when there is none to have. */
    boolean proven(HttpServerRequest request) {
        String given = given(request);
        // In constant time, or the answer's delay would tell the key octet by octet.
        return key != null && MessageDigest.isEqual(key, bytes(given == null ? "" : given));
    }

    /** A request without the right key: {@code refuse} is called once, now or later. */
    void wrong(HttpServerRequest request, Runnable refuse) {
        // Forgetting it is no guess.
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
            // A new connection for each further guess is all that can be asked of it.
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
