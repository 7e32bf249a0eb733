package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * CORS, according to the Fetch standard: which requests pages of other sites may make over plain HTTP, and which
 * responses they may read. The {@link OriginRule} decides which origins are allowed. A browser sends a preflight before
 * requests that no form could make; others it sends at once and checks afterwards whether the page may read the
 * response, so a refusal must come before anything is done. Immutable, from any thread.
 */
final class CrossOrigin {
    private static final Pattern SHARED = Pattern.compile("/(?:sse|poll|publish|presence|whoami)(?:/.*)?");
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, If-None-Match";
    private static final String READABLE_HEADERS = "ETag, Retry-After";
    /** How long a browser may cache the preflight; none does so for more than two hours. */
    private static final String PREFLIGHT_SECONDS = "3600";

    private final OriginRule origins;

    CrossOrigin(OriginRule origins) {
        this.origins = origins;
    }

    /**
     * Sets the headers that say which page may read the response, whatever the response will be; must be called before
     * anything else handles the request. Refusals must be readable as well, or a page could not tell a limit from a
     * broken network.
     */
    void addHeaders(HttpServerRequest request) {
        if (!SHARED.matcher(String.valueOf(request.path())).matches()) {
            return;
        }
        HttpServerResponse response = request.response();
        // Also without an Origin, because a cached response to such a request must not be used for a page.
        response.putHeader(HttpHeaders.VARY, "Origin");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origins.refusal(request) == null) {
            // The origin itself and not "*", which browsers do not accept together with credentials.
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, READABLE_HEADERS);
        }
    }

    /** Why the requesting page is refused; null if it is allowed or no page is involved. */
    @Nullable
    Refusal refusal(HttpServerRequest request) {
        Refusal refusal = origins.refusal(request);
        return refusal == null ? refusalWithoutOrigin(request) : refusal;
    }

    /*
     * If a browser omits Origin in a request that changes something, Sec-Fetch-Site still says that the page belongs to
     * another site.
     */
    private static @Nullable Refusal refusalWithoutOrigin(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST) || request.headers().contains(HttpHeaders.ORIGIN)) {
            return null;
        }
        for (String site : request.headers().getAll("Sec-Fetch-Site")) {
            if (!site.equals("none") && !site.equals("same-origin")) {
                return new Refusal(ErrorCode.ORIGIN_NOT_ALLOWED, "pages of other sites must send an Origin");
            }
        }
        return null;
    }

    /** Whether it is a preflight request. */
    static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Answers a preflight if the origin is allowed. */
    static void answerPreflight(HttpServerResponse response, List<HttpMethod> methods) {
        response.putHeader(
                        HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
                        methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")))
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .setStatusCode(204);
        var unused = response.end();
    }
}
